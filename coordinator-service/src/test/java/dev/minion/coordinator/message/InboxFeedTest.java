package dev.minion.coordinator.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.minion.contracts.Topics;
import dev.minion.contracts.records.InboxesFilled;
import dev.minion.coordinator.problem.ProblemException;
import dev.minion.messaging.Message;
import dev.minion.messaging.memory.InMemoryMessaging;
import io.quarkus.runtime.ShutdownEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InboxFeedTest {

    private static final Inbox MINE = new Inbox("here", "a");

    private final InMemoryMessaging log = new InMemoryMessaging(1);
    private final InboxFeed feed = new InboxFeed(log, InstantSource.system(), new TwoWatches());

    @AfterEach
    void close() {
        feed.stop(new ShutdownEvent());
        log.close();
    }

    @Test
    void aRecordWakesThoseItNamesAndNobodyElse() {
        Counting mine = new Counting(MINE);
        Counting other = new Counting(new Inbox("elsewhere", "a"));
        feed.open(mine);
        feed.open(other);
        await().until(feed::listening);

        publish(filled("here", "b", "a").toByteArray());

        await().until(() -> mine.woken.get() == 2);
        assertThat(other.woken).as("only when it was entered").hasValue(1);
    }

    @Test
    void nothingIsListenedToBeforeSomebodyWaits() {
        assertThat(feed.listening()).isFalse();
    }

    @Test
    void whoLeavesIsNotWokenAndMakesRoom() {
        Counting first = new Counting(MINE);
        feed.open(first);
        feed.open(new Counting(MINE));
        assertThatThrownBy(() -> feed.open(new Counting(MINE)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("overloaded");

        feed.close(first);
        feed.close(first);
        feed.open(new Counting(MINE));
        feed.wake(MINE);

        assertThat(first.woken).hasValue(1);
        assertThat(feed.size()).isEqualTo(2);
    }

    @Test
    void aRecordThatCannotBeReadIsParkedAndTheNextOneWakes() {
        Counting mine = new Counting(MINE);
        feed.open(mine);
        await().until(feed::listening);

        publish(new byte[] {1, 2, 3});
        publish(filled("here", "a").toByteArray());

        await().until(() -> mine.woken.get() == 2);
        assertThat(log.records(Topics.DEAD_LETTERS)).hasSize(1);
    }

    private static InboxesFilled filled(String namespace, String... agents) {
        return InboxesFilled.newBuilder()
                .setNamespace(namespace)
                .addAllAgents(List.of(agents))
                .build();
    }

    private void publish(byte[] value) {
        Message record = new Message(Topics.MESSAGES, 0, new byte[0], value, List.of());
        assertThat(log.publisher().publish(List.of(record)).toCompletableFuture())
                .succeedsWithin(Duration.ofSeconds(5));
    }

    /** Counts how often it was woken. */
    private static final class Counting implements InboxWatch {

        private final Inbox inbox;
        private final AtomicInteger woken = new AtomicInteger();

        Counting(Inbox inbox) {
            this.inbox = inbox;
        }

        @Override
        public Inbox inbox() {
            return inbox;
        }

        @Override
        public void wake() {
            woken.incrementAndGet();
        }
    }

    /** Room for two. */
    private static final class TwoWatches implements InboxSettings {

        @Override
        public Duration longestWait() {
            return Duration.ofSeconds(1);
        }

        @Override
        public int watches() {
            return 2;
        }

        @Override
        public Duration reread() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration heartbeat() {
            return Duration.ofSeconds(1);
        }
    }
}
