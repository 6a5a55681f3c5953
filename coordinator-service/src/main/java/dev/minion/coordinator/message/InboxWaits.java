package dev.minion.coordinator.message;

import dev.minion.contracts.messages.AgentMessage;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Answers with what is in an inbox as soon as there is something, or at the end of the wait. */
@ApplicationScoped
class InboxWaits {

    private final InboxFeed feed;
    private final MessageCalls messages;
    private final Vertx vertx;

    InboxWaits(InboxFeed feed, MessageCalls messages, Vertx vertx) {
        this.feed = feed;
        this.messages = messages;
        this.vertx = vertx;
    }

    /**
     * The oldest messages that the agent has not acknowledged; none where the wait ends before
     * there is one.
     *
     * @param wait how long, or zero
     */
    Uni<List<AgentMessage>> read(Inbox inbox, int limit, Duration wait) {
        return wait.isZero()
                ? messages.read(inbox, limit)
                : Uni.createFrom().emitter(answer -> begin(inbox, limit, wait, answer));
    }

    private void begin(
            Inbox inbox, int limit, Duration wait, UniEmitter<? super List<AgentMessage>> answer) {
        Waiting waiting = new Waiting(inbox, limit, answer);
        try {
            feed.open(waiting);
        } catch (RuntimeException full) {
            answer.fail(full);
            return;
        }
        long timer = vertx.setTimer(wait.toMillis(), _ -> waiting.timeIsUp());
        answer.onTermination(() -> end(waiting, timer));
        if (waiting.over.get()) {
            end(waiting, timer);
        }
    }

    private void end(Waiting waiting, long timer) {
        waiting.over.set(true);
        vertx.cancelTimer(timer);
        feed.close(waiting);
    }

    private final class Waiting implements InboxWatch {

        private final Inbox inbox;
        private final int limit;
        private final UniEmitter<? super List<AgentMessage>> answer;
        private final OneReading reading = new OneReading();
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile boolean timeIsUp;

        Waiting(Inbox inbox, int limit, UniEmitter<? super List<AgentMessage>> answer) {
            this.inbox = inbox;
            this.limit = limit;
            this.answer = answer;
        }

        @Override
        public Inbox inbox() {
            return inbox;
        }

        @Override
        public void wake() {
            if (!over.get() && reading.begin()) {
                read();
            }
        }

        /** One more reading: a record may have been lost. */
        void timeIsUp() {
            timeIsUp = true;
            wake();
        }

        private void read() {
            boolean last = timeIsUp;
            var ignored =
                    messages.read(inbox, limit)
                            .subscribe()
                            .with(found -> seen(found, last), this::failed);
        }

        private void seen(List<AgentMessage> found, boolean last) {
            if (!found.isEmpty() || last) {
                if (over.compareAndSet(false, true)) {
                    answer.complete(found);
                }
            } else if (reading.again() && !over.get()) {
                read();
            }
        }

        private void failed(Throwable e) {
            if (over.compareAndSet(false, true)) {
                answer.fail(e);
            }
        }
    }
}
