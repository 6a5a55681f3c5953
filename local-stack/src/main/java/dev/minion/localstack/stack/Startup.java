package dev.minion.localstack.stack;

import dev.minion.localstack.LocalServer;
import dev.minion.localstack.StackException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One start of a stack, which leaves nothing behind when it fails or is interrupted. */
final class Startup {

    private final Duration timeout;
    private final StackObserver observer;
    private final Queue<LocalServer> started = new ConcurrentLinkedQueue<>();

    Startup(Duration timeout, StackObserver observer) {
        this.timeout = timeout;
        this.observer = observer;
    }

    /** Group after group; within a group side by side. */
    void inTurn(List<List<? extends LocalServer>> groups) {
        Thread onInterrupt = new Thread(this::undo, "startup-undone");
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        try {
            groups.forEach(this::sideBySide);
        } catch (StackException failed) {
            undo();
            throw failed;
        }
        Runtime.getRuntime().removeShutdownHook(onInterrupt);
    }

    private void sideBySide(List<? extends LocalServer> group) {
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            group.forEach(each -> all.add(threads.submit(() -> one(each))));
        }
        List<String> failures = all.stream().flatMap(each -> failure(each).stream()).toList();
        if (!failures.isEmpty()) {
            throw new StackException(String.join("\n", failures));
        }
    }

    private static List<String> failure(Future<?> done) {
        try {
            done.get();
            return List.of();
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            return List.of(cause instanceof StackException ? sentence(cause) : cause.toString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return List.of("The start was interrupted.");
        }
    }

    private static String sentence(Throwable failure) {
        return String.valueOf(failure.getMessage());
    }

    private void one(LocalServer server) {
        if (server.running() && server.answers()) {
            return;
        }
        long from = System.nanoTime();
        observer.starting(server.name());
        if (!server.running()) {
            started.add(server);
            server.start();
        }
        server.ready(timeout);
        observer.ready(server.name(), Duration.ofNanos(System.nanoTime() - from));
    }

    private void undo() {
        List<LocalServer> reversed = new ArrayList<>(started).reversed();
        started.clear();
        reversed.forEach(LocalServer::kill);
    }
}
