package dev.minion.worker.handler;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How a program ended.
 *
 * @param exitCode as the program gave it; 128 + signal where a signal ended it
 * @param truncated whether a part of the output was dropped
 */
record ProgramRun(
        int exitCode,
        boolean timedOut,
        String stdout,
        String stderr,
        boolean truncated,
        Duration duration) {

    /** A descendant that outlives its program may hold the pipes open for ever. */
    private static final Duration LAST_OUTPUT = Duration.ofSeconds(1);

    /**
     * Feeds the program, reads it, and waits for its end. It is dead when this returns or throws:
     * at its timeout, and when this thread is interrupted, it is killed with its descendants.
     */
    static ProgramRun of(Process process, ExecCommand command, int outputBytes)
            throws InterruptedException {
        long start = System.nanoTime();
        CappedOutput stdout = new CappedOutput(outputBytes);
        CappedOutput stderr = new CappedOutput(outputBytes);
        try {
            FutureTask<?> out = inBackground(() -> stdout.drain(process.getInputStream()));
            FutureTask<?> err = inBackground(() -> stderr.drain(process.getErrorStream()));
            FutureTask<?> in = inBackground(() -> feed(process, command.stdin()));
            boolean ended = process.waitFor(command.timeout().toNanos(), TimeUnit.NANOSECONDS);
            if (!ended) {
                Programs.kill(process);
            }
            finish(out);
            finish(err);
            finish(in);
            return new ProgramRun(
                    ended ? process.exitValue() : -1,
                    !ended,
                    stdout.text(),
                    stderr.text(),
                    stdout.truncated() || stderr.truncated(),
                    Duration.ofNanos(System.nanoTime() - start));
        } finally {
            Programs.kill(process);
        }
    }

    /** Pipes block their thread in the kernel, so each has a platform thread of its own. */
    private static FutureTask<?> inBackground(Runnable work) {
        FutureTask<?> task = new FutureTask<>(work, null);
        Thread.ofPlatform().daemon().name("exec-pipe").start(task);
        return task;
    }

    private static void finish(FutureTask<?> reading) throws InterruptedException {
        try {
            reading.get(LAST_OUTPUT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            reading.cancel(true);
        }
    }

    private static void feed(Process process, byte[] stdin) {
        try (OutputStream stream = process.getOutputStream()) {
            stream.write(stdin);
        } catch (IOException e) {
            // The program ended, or closed its input, before it read everything: its own choice.
        }
    }
}
