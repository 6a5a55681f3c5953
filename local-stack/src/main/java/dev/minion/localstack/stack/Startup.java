package dev.minion.localstack.stack;

import dev.minion.localstack.LocalServer;
import dev.minion.localstack.StackException;
import dev.minion.localstack.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One start of a stack, which leaves nothing behind when it fails or is interrupted. */
final class Startup {

    private final Duration timeout;
    private final StackObserver observer;
    private final Queue<LocalServer> started = new ConcurrentLinkedQueue<>();

    private final Queue<StackException> failures = new ConcurrentLinkedQueue<>();

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

    /** Once one has failed there is nothing left for the others to wait for. */
    private void sideBySide(List<? extends LocalServer> group) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            group.forEach(each -> threads.execute(() -> attempt(each)));
        }
        StackException first = failures.peek();
        if (first != null) {
            throw first;
        }
    }

    private void attempt(LocalServer server) {
        try {
            one(server);
        } catch (StackException failed) {
            failures.add(failed);
        }
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
        Waiting.until(timeout, () -> !failures.isEmpty() || !server.running() || server.answers());
        if (failures.isEmpty()) {
            server.ready(Duration.ZERO);
            observer.ready(server.name(), Duration.ofNanos(System.nanoTime() - from));
        }
    }

    private void undo() {
        List<LocalServer> reversed = new ArrayList<>(started).reversed();
        started.clear();
        reversed.forEach(LocalServer::kill);
    }
}
