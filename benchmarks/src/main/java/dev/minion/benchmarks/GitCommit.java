package dev.minion.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Which commit is checked out where the program was called. */
final class GitCommit {

    private static final String UNKNOWN = "unknown";
    private static final int SECONDS = 5;

    private GitCommit() {}

    /** The short hash, with {@code -dirty} behind it when files differ from it. */
    static String current() {
        try {
            Process git =
                    new ProcessBuilder("git", "describe", "--always", "--dirty", "--exclude", "*")
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!git.waitFor(SECONDS, TimeUnit.SECONDS)) {
                git.destroyForcibly();
                return UNKNOWN;
            }
            String hash =
                    new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return hash.isEmpty() ? UNKNOWN : hash;
        } catch (IOException noGit) {
            return UNKNOWN;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return UNKNOWN;
        }
    }
}
