package dev.minion.worker.handler;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Starts programs so that they die with the worker.
 *
 * <p>{@code setpriv --pdeathsig KILL} asks the kernel for a kill signal at the end of the parent
 * <em>thread</em>, not the parent process. So one platform thread that lives as long as the worker
 * starts them all.
 */
@Singleton
final class Programs {

    private static final int WAITING_STARTS = 10_000;

    private final ExecSettings settings;
    private final Map<String, String> environment;
    private final ThreadPoolExecutor starter =
            new ThreadPoolExecutor(
                    1,
                    1,
                    0,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(WAITING_STARTS),
                    Thread.ofPlatform().daemon().name("exec-starter").factory());

    Programs(ExecSettings settings) {
        this.settings = settings;
        this.environment = ExecEnvironment.of(settings, System.getenv());
    }

    /**
     * Starts the program; no shell reads the arguments.
     *
     * @throws IOException when it cannot be started
     */
    Process start(Path program, List<String> arguments, Path directory)
            throws IOException, InterruptedException {
        CompletableFuture<Process> started = new CompletableFuture<>();
        starter.execute(() -> start(builder(program, arguments, directory), started));
        try {
            return started.get();
        } catch (InterruptedException e) {
            var _ = started.thenAccept(Programs::kill);
            throw e;
        } catch (ExecutionException e) {
            throw new IOException("The program could not be started", e.getCause());
        }
    }

    /**
     * Kills the program and its descendants. Again until none is left, as a descendant may have
     * made another in the meantime; parents first, so that fewer do.
     */
    static void kill(Process process) {
        List<ProcessHandle> family = new ArrayList<>(process.descendants().toList());
        process.destroyForcibly();
        for (int round = 0; round < 10 && !family.isEmpty(); round++) {
            List<ProcessHandle> younger =
                    family.stream().flatMap(ProcessHandle::descendants).distinct().toList();
            family.forEach(ProcessHandle::destroyForcibly);
            family = new ArrayList<>(younger);
        }
    }

    @PreDestroy
    void close() {
        starter.shutdownNow();
    }

    private static void start(ProcessBuilder builder, CompletableFuture<Process> started) {
        try {
            started.complete(builder.start());
        } catch (IOException | RuntimeException e) {
            started.completeExceptionally(e);
        }
    }

    private ProcessBuilder builder(Path program, List<String> arguments, Path directory) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(settings.setpriv())) {
            command.addAll(
                    List.of(
                            settings.setpriv().toString(),
                            "--pdeathsig",
                            "KILL",
                            "--no-new-privs",
                            "--"));
        }
        command.add(program.toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }
}
