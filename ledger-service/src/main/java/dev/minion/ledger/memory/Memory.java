package dev.minion.ledger.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Where the files of private databases are, each in a directory of its own that is called after the
 * process of its ledger.
 *
 * @param base in memory, where this machine has such a place
 */
public record Memory(Path base) {

    private static final Logger LOG = Logger.getLogger(Memory.class);
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final long NEEDED_BYTES = 256L << 20;
    private static final String PREFIX = "minion-ledger-";

    /** Shared memory where there is some with room, else the temporary directory. */
    public static Memory here() {
        return new Memory(
                roomy(SHARED_MEMORY)
                        ? SHARED_MEMORY
                        : Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
    }

    private static boolean roomy(Path folder) {
        try {
            return Files.isWritable(folder)
                    && Files.getFileStore(folder).getUsableSpace() >= NEEDED_BYTES;
        } catch (IOException unknown) {
            return false;
        }
    }

    /** A directory for the database of this process. */
    Path take() throws IOException {
        return Files.createTempDirectory(base, PREFIX + ProcessHandle.current().pid() + "-");
    }

    /** Stops and removes the databases of ledgers that are gone. */
    void removeLeftovers() throws IOException {
        List<Path> left;
        try (Stream<Path> all = Files.list(base)) {
            left = all.filter(Memory::abandoned).toList();
        }
        for (Path folder : left) {
            LOG.infof("database of a ledger that is gone is removed: directory=%s", folder);
            server(folder).ifPresent(ProcessHandle::destroyForcibly);
            remove(folder);
        }
    }

    private static boolean abandoned(Path folder) {
        String name = folder.getFileName().toString();
        if (!name.matches(PREFIX + "\\d{1,9}-\\d+") || !Files.isWritable(folder)) {
            return false;
        }
        long owner = Long.parseLong(name.split("-", -1)[2]);
        return owner != ProcessHandle.current().pid()
                && ProcessHandle.of(owner).filter(ProcessHandle::isAlive).isEmpty();
    }

    /** The server that still runs in the directory; another process may have its number by now. */
    private static Optional<ProcessHandle> server(Path folder) throws IOException {
        Path mark = folder.resolve("data/postmaster.pid");
        if (Files.notExists(mark)) {
            return Optional.empty();
        }
        long pid = Long.parseLong(Files.readAllLines(mark).getFirst().strip());
        return ProcessHandle.of(pid)
                .filter(
                        server ->
                                server.info()
                                        .commandLine()
                                        .filter(line -> line.contains(folder.toString()))
                                        .isPresent());
    }

    static void remove(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> tree = Files.walk(folder)) {
            all = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            // A server that was killed a moment ago may still remove a file of its own.
            var _ = Files.deleteIfExists(each);
        }
    }
}
