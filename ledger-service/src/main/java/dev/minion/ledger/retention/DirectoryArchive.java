package dev.minion.ledger.retention;

import dev.minion.contracts.PayloadRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An archive in a directory of this machine, or one that is mounted. */
final class DirectoryArchive implements ArchiveStore {

    private final Path directory;

    DirectoryArchive(Path directory) {
        this.directory = directory;
    }

    /** Written aside and renamed: a file of this name is always whole. */
    @Override
    public void put(ArchiveName name, byte[] content) throws IOException {
        put(name.file(), content);
    }

    private void put(String name, byte[] content) throws IOException {
        Files.createDirectories(directory);
        Path aside = directory.resolve(name + ".part");
        try (FileChannel file =
                FileChannel.open(
                        aside,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                var _ = file.write(rest);
            }
            file.force(true);
        }
        Files.move(
                aside,
                directory.resolve(name),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    @Override
    public List<ArchiveName> list() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> ArchiveName.parse(String.valueOf(file.getFileName())))
                    .flatMap(Optional::stream)
                    .sorted()
                    .toList();
        }
    }

    @Override
    public byte[] get(ArchiveName name) throws IOException {
        return Files.readAllBytes(directory.resolve(name.file()));
    }

    @Override
    public void putChunk(PayloadRef payload, int position, byte[] content) throws IOException {
        String name = ArchiveName.chunk(payload, position);
        if (!Files.exists(directory.resolve(name))) {
            put(name, content);
        }
    }

    @Override
    public byte @Nullable [] getChunk(PayloadRef payload, int position) throws IOException {
        Path file = directory.resolve(ArchiveName.chunk(payload, position));
        return Files.exists(file) ? Files.readAllBytes(file) : null;
    }
}
