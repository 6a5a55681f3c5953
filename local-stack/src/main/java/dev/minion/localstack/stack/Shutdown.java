package dev.minion.localstack.stack;

import dev.minion.localstack.LocalServer;
import dev.minion.localstack.StackException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One stop of a stack: first asked, then killed. */
final class Shutdown {

    /** A little more than the longest limit of a service for what is under way, thirty seconds. */
    static final Duration ORDERLY = Duration.ofSeconds(35);

    /** A JVM that has recorded its run writes the record, up to 150 MB, when it ends. */
    static final Duration RECORDING = Duration.ofMinutes(2);

    private final Duration patience;
    private final StackObserver observer;

    Shutdown(Duration patience, StackObserver observer) {
        this.patience = patience;
        this.observer = observer;
    }

    void sideBySide(List<? extends LocalServer> servers) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<? extends Future<?>> all =
                    servers.stream().map(each -> threads.submit(() -> one(each))).toList();
            for (Future<?> each : all) {
                each.get();
            }
        } catch (ExecutionException failed) {
            throw new StackException("A service cannot be stopped: " + failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void one(LocalServer server) {
        boolean ran = server.running();
        if (ran) {
            observer.stopping(server.name());
        }
        server.stop(patience);
        if (ran) {
            observer.stopped(server.name());
        }
    }
}
