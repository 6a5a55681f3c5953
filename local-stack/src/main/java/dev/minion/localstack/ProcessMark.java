package dev.minion.localstack;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A process, so named that a later process with the same pid is not taken for it.
 *
 * @param pid as the system gives it, and gives it again to others later
 * @param birth the moment of the start in the system's own notation, including the boot
 */
public record ProcessMark(long pid, String birth) {

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    /** The mark of a running process; empty when there is none with that pid. */
    public static Optional<ProcessMark> of(long pid) {
        return birthOf(pid).map(birth -> new ProcessMark(pid, birth));
    }

    /** The mark that the file holds; empty when there is no file, or it makes no sense. */
    public static Optional<ProcessMark> read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            return lines.size() < 2
                    ? Optional.empty()
                    : Optional.of(new ProcessMark(Long.parseLong(lines.get(0)), lines.get(1)));
        } catch (IOException | NumberFormatException unreadable) {
            return Optional.empty();
        }
    }

    /** Writes the mark so that a reader sees all of it or nothing. */
    public void write(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(fresh, pid + "\n" + birth + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Whether this very process still runs; a zombie does not. */
    public boolean alive() {
        return birthOf(pid).filter(birth::equals).isPresent();
    }

    /** The process, if it still runs. */
    public Optional<ProcessHandle> handle() {
        return alive() ? ProcessHandle.of(pid) : Optional.empty();
    }

    /**
     * Memory of the process and its descendants in bytes, pages that several share counted once; 0
     * when it cannot be told.
     */
    public long memoryBytes() {
        return Stream.concat(
                        handle().stream(), handle().stream().flatMap(ProcessHandle::descendants))
                .mapToLong(process -> proportionalBytes(process.pid()))
                .sum();
    }

    private static long proportionalBytes(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup")).stream()
                    .filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException gone) {
            return 0;
        }
    }

    private static Optional<String> birthOf(long pid) {
        if (!Files.exists(BOOT_ID)) {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .flatMap(handle -> handle.info().startInstant())
                    .map(instant -> "at " + instant.toEpochMilli());
        }
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            // The second field is the program's name in parentheses and may hold anything.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            boolean over = fields[0].matches("[ZX]") && threads(pid) <= 1;
            return over
                    ? Optional.empty()
                    : Optional.of(Files.readString(BOOT_ID).strip() + " " + fields[19]);
        } catch (IOException | IndexOutOfBoundsException gone) {
            return Optional.empty();
        }
    }

    /** A killed process is a zombie while the rest of its threads still end and hold its ports. */
    private static int threads(long pid) {
        String[] tasks = new File("/proc/" + pid + "/task").list();
        return tasks == null ? 0 : tasks.length;
    }
}
