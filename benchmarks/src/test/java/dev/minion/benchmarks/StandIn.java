package dev.minion.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process that waits for its end, with a word in its command line. */
public final class StandIn implements AutoCloseable {

    private final Process process;

    public StandIn(String word) throws IOException {
        process = new ProcessBuilder("sh", "-c", "read line; echo over", word).start();
    }

    public long pid() {
        return process.pid();
    }

    /** Whether it is stopped, as SIGSTOP does it. */
    public boolean stands() {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid() + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
        } catch (IOException gone) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
