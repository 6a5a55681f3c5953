package dev.minion.localstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Who listens where on this machine. */
public final class Ports {

    private static final String LISTENING = "0A";
    private static final int HIGHEST = 65_535;

    /** What the kernel may take to close the port of a process that has just ended. */
    private static final Duration RELEASE = Duration.ofMillis(500);

    private Ports() {}

    /**
     * Refuses a port that is taken.
     *
     * @throws StackException when another process listens on the port; names it where that can be
     *     found out
     */
    public static void requireFree(String forWhom, int port) {
        if (!Waiting.until(RELEASE, () -> free(port))) {
            throw new StackException(taken(forWhom, port));
        }
    }

    /**
     * The first of so many free ports in a row, looked for from a given one on.
     *
     * @throws StackException when there are none
     */
    public static int row(int from, int length) {
        return IntStream.iterate(from, first -> first + length <= HIGHEST, first -> first + length)
                .filter(first -> IntStream.range(first, first + length).allMatch(Ports::free))
                .findFirst()
                .orElseThrow(
                        () ->
                                new StackException(
                                        "There are no " + length + " free ports in a row."));
    }

    /** The sentence about a port that is taken. */
    public static String taken(String forWhom, int port) {
        String by = holder(port).map(who -> " by " + who).orElse(" by another process");
        return "Port " + port + ", which " + forWhom + " needs, is in use" + by + ".";
    }

    /** The port of 127.0.0.1, whatever the machine's names and preferences are. */
    static InetSocketAddress loopback(int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Whether nobody listens on the port of 127.0.0.1. */
    public static boolean free(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            // Connections of an earlier server that linger in TIME_WAIT do not take the port.
            probe.setReuseAddress(true);
            probe.bind(loopback(port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /**
     * The process that listens, as "process 42 (postgres)"; Linux only, and only what we may see.
     */
    static Optional<String> holder(int port) {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            List<String> sockets =
                    Stream.concat(
                                    listening(Path.of("/proc/net/tcp"), port),
                                    listening(Path.of("/proc/net/tcp6"), port))
                            .map(inode -> "socket:[" + inode + "]")
                            .toList();
            return sockets.isEmpty()
                    ? Optional.empty()
                    : processes
                            .filter(entry -> entry.getFileName().toString().matches("\\d+"))
                            .filter(entry -> holds(entry, sockets))
                            .findFirst()
                            .map(Ports::describe);
        } catch (IOException notLinux) {
            return Optional.empty();
        }
    }

    private static Stream<String> listening(Path table, int port) throws IOException {
        if (!Files.exists(table)) {
            return Stream.empty();
        }
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        return Files.readAllLines(table).stream()
                .map(line -> line.strip().split("\\s+", -1))
                .filter(f -> f.length > 9 && f[1].endsWith(suffix) && f[3].equals(LISTENING))
                .map(fields -> fields[9]);
    }

    private static boolean holds(Path process, List<String> sockets) {
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            return files.anyMatch(file -> sockets.contains(target(file)));
        } catch (IOException notOurs) {
            return false;
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    private static String describe(Path process) {
        try {
            String name = Files.readString(process.resolve("comm")).strip();
            return "process " + process.getFileName() + " (" + name + ")";
        } catch (IOException gone) {
            return "process " + process.getFileName();
        }
    }
}
