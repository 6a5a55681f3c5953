package dev.minion.coordinator.task;

import dev.minion.contracts.tasks.Task;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Answers with a task as soon as it is terminal, or at the end of the wait as it is then. */
@ApplicationScoped
public class TaskWaits {

    private final Watches watches;
    private final TaskReader reader;
    private final Vertx vertx;
    private final Duration longest;

    TaskWaits(Watches watches, TaskReader reader, Vertx vertx, ReadSettings settings) {
        this.watches = watches;
        this.reader = reader;
        this.vertx = vertx;
        this.longest = settings.longestWait();
    }

    /** The longest wait that may be asked for. */
    public Duration longest() {
        return longest;
    }

    /**
     * The task once it is terminal or the wait is over; at once where there is no such task.
     *
     * @param wait how long, or zero
     */
    public Uni<Optional<Task>> read(String namespace, UUID id, Duration wait) {
        return wait.isZero()
                ? reader.read(namespace, id)
                : Uni.createFrom().emitter(answer -> begin(namespace, id, wait, answer));
    }

    private void begin(
            String namespace, UUID id, Duration wait, UniEmitter<? super Optional<Task>> answer) {
        Waiting waiting = new Waiting(namespace, id, answer);
        try {
            watches.open(waiting);
        } catch (RuntimeException full) {
            answer.fail(full);
            return;
        }
        long timer = vertx.setTimer(wait.toMillis(), _ -> waiting.timeIsUp());
        answer.onTermination(() -> end(waiting, timer));
        if (waiting.over()) {
            end(waiting, timer);
        }
    }

    private void end(Waiting waiting, long timer) {
        vertx.cancelTimer(timer);
        watches.close(waiting);
    }

    private final class Waiting extends Watch {

        private final UniEmitter<? super Optional<Task>> answer;
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile @Nullable Task last;

        Waiting(String namespace, UUID id, UniEmitter<? super Optional<Task>> answer) {
            super(namespace, id, true);
            this.answer = answer;
        }

        boolean over() {
            return over.get();
        }

        @Override
        void seen(Optional<Task> task) {
            last = task.orElse(null);
            if (task.isEmpty() || Statuses.terminal(task.get().getStatus())) {
                finish(task);
            }
        }

        @Override
        void failed(Throwable e) {
            if (over.compareAndSet(false, true)) {
                watches.close(this);
                answer.fail(e);
            }
        }

        /**
         * One more reading: the last may be two seconds old. What was seen serves where it fails.
         */
        void timeIsUp() {
            Task known = last;
            var ignored =
                    reader.readNow(namespace(), id())
                            .subscribe()
                            .with(
                                    this::finish,
                                    e -> {
                                        if (known == null) {
                                            failed(e);
                                        } else {
                                            finish(Optional.of(known));
                                        }
                                    });
        }

        private void finish(Optional<Task> task) {
            if (over.compareAndSet(false, true)) {
                watches.close(this);
                answer.complete(task);
            }
        }
    }
}
