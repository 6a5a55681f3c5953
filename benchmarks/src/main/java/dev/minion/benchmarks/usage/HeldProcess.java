package dev.minion.benchmarks.usage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A process that stands still until it is let go: at the latest when this JVM ends. */
public final class HeldProcess implements AutoCloseable {

    private static final int SECONDS = 5;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final char STOPPED = 'T';

    private final long pid;
    private final Thread atEnd = new Thread(this::letGoAtEnd, "let-go");
    private boolean held;

    private HeldProcess(long pid) {
        this.pid = pid;
    }

    /**
     * Stops the process where it is (SIGSTOP).
     *
     * @param command what its command line must hold, so that a stranger with its pid is left alone
     * @throws IOException when there is no such process, or it may not be stopped
     */
    public static HeldProcess hold(long pid, String command) throws IOException {
        Path line = Path.of("/proc/" + pid + "/cmdline");
        if (!Files.isReadable(line) || !Files.readString(line).contains(command)) {
            throw new IOException("process " + pid + " is none of '" + command + "'");
        }
        HeldProcess process = new HeldProcess(pid);
        Runtime.getRuntime().addShutdownHook(process.atEnd);
        process.held = true;
        signal(pid, "STOP");
        process.awaitStop();
        return process;
    }

    private void awaitStop() throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (state() != STOPPED) {
            if (System.nanoTime() > end) {
                close();
                throw new IOException("process " + pid + " does not stand still");
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private char state() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        // The second field is the program's name in parentheses and may hold anything.
        return stat.charAt(stat.lastIndexOf(')') + 2);
    }

    /** Lets it go on (SIGCONT); nothing when it does already. */
    public synchronized void letGo() throws IOException {
        if (held) {
            signal(pid, "CONT");
            held = false;
        }
    }

    private void letGoAtEnd() {
        try {
            letGo();
        } catch (IOException failed) {
            System.err.println("Process " + pid + " still stands: kill -CONT " + pid);
        }
    }

    private static void signal(long pid, String name) throws IOException {
        Process kill =
                new ProcessBuilder("kill", "-" + name, Long.toString(pid)).inheritIO().start();
        try {
            if (!kill.waitFor(SECONDS, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IOException("SIG" + name + " did not reach process " + pid);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    @Override
    public void close() throws IOException {
        letGo();
        try {
            Runtime.getRuntime().removeShutdownHook(atEnd);
        } catch (IllegalStateException ending) {
            // Then the hook runs, and finds nothing to do.
        }
    }
}
