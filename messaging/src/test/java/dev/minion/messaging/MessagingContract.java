package dev.minion.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Topics;
import dev.minion.contracts.records.DeadLetter;
import dev.minion.messaging.memory.InMemoryMessaging;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every protocol must keep. A protocol's test extends it and opens connections. */
abstract class MessagingContract {

    private static final AtomicInteger GROUPS = new AtomicInteger();
    private static final Duration SOON = Duration.ofSeconds(30);

    private final List<Messaging> opened = new ArrayList<>();
    private Messaging messaging = new InMemoryMessaging(1);
    private String group = "";

    /** A connection as a process of its own would have it. */
    protected abstract Messaging connect();

    private Messaging open() {
        Messaging connection = connect();
        opened.add(connection);
        return connection;
    }

    @BeforeEach
    void topics() {
        group = "group-" + System.nanoTime() + "-" + GROUPS.incrementAndGet();
        messaging = open();
        messaging.ensureTopics().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    @AfterEach
    void close() {
        opened.forEach(Messaging::close);
    }

    @Test
    void recordsOfOnePartitionArriveInTheOrderTheyWerePublished() {
        Inbox inbox = new Inbox();
        shared(messaging, inbox, inbox);
        String run = group;

        for (int i = 0; i < 200; i++) {
            publish(run + ":" + i, i % 3);
        }

        await().atMost(SOON).until(() -> inbox.of(run).size() >= 200);
        for (int partition = 0; partition < 3; partition++) {
            int p = partition;
            assertThat(inbox.of(run).stream().filter(r -> r.partition() == p).map(this::number))
                    .isSorted()
                    .doesNotHaveDuplicates()
                    .hasSizeGreaterThan(60);
        }
    }

    @Test
    void aBatchThatFailsComesAgainUntilItSucceeds() {
        Inbox inbox = new Inbox();
        AtomicInteger failures = new AtomicInteger();
        String run = group;
        shared(
                messaging,
                batch -> {
                    boolean ours = batch.stream().anyMatch(r -> text(r).startsWith(run));
                    return ours && failures.incrementAndGet() <= 2
                            ? CompletableFuture.failedFuture(new IllegalStateException("not yet"))
                            : inbox.handle(batch);
                },
                OwnershipListener.NONE);

        publish(run + ":0", 0);

        await().atMost(SOON).until(() -> inbox.of(run).size() == 1);
        assertThat(failures.get()).isEqualTo(3);
    }

    @Test
    void everyBroadcastSubscriberReceivesWhatIsPublishedAfterItIsPositioned() {
        publish(group + ":0", 1);
        Inbox one = new Inbox();
        Inbox two = new Inbox();
        Subscription first = messaging.subscribe(broadcast("one", Set.of(1)), one);
        Subscription second = messaging.subscribe(broadcast("two", Set.of()), two);
        await().atMost(SOON).until(() -> first.positioned() && second.positioned());

        publish(group + ":1", 1);
        publish(group + ":2", 2);

        await().atMost(SOON).until(() -> two.of(group).size() == 2);
        await().atMost(SOON).until(() -> one.of(group).size() == 1);
        assertThat(one.of(group)).extracting(this::number).containsExactly(1);
        assertThat(two.of(group)).extracting(this::number).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void whatAMemberHadNotFinishedGoesToTheMemberThatTakesOver() {
        String run = group;
        CompletableFuture<Void> never = new CompletableFuture<>();
        Inbox seen = new Inbox();
        Messaging dying = open();
        Subscription first =
                shared(
                        dying,
                        batch -> {
                            var _ = seen.handle(batch);
                            return text(batch.getLast()).startsWith(run)
                                    ? never
                                    : CompletableFuture.completedFuture(null);
                        },
                        OwnershipListener.NONE);
        publish(run + ":0", 0);
        await().atMost(SOON).until(() -> !seen.of(run).isEmpty());

        first.close();
        never.completeExceptionally(new IllegalStateException("dies before it has finished"));
        Inbox heir = new Inbox();
        shared(messaging, heir, heir);

        await().atMost(SOON).until(() -> !heir.of(run).isEmpty());
        assertThat(heir.of(run)).extracting(this::number).containsExactly(0);
    }

    @Test
    void membersOfAGroupShareThePartitionsAndAreToldWhichTheyOwn() {
        Inbox one = new Inbox();
        Inbox two = new Inbox();
        shared(messaging, one, one);
        await().atMost(SOON).until(() -> one.owned.size() == 6);

        Subscription second = shared(open(), two, two);
        await().atMost(SOON).until(() -> one.owned.size() == 3 && two.owned.size() == 3);
        assertThat(one.owned).doesNotContainAnyElementsOf(two.owned);

        second.close();
        await().atMost(SOON).until(() -> one.owned.size() == 6);
    }

    @Test
    void aParkedRecordSaysWhereItCameFromAndWhy() throws InvalidProtocolBufferException {
        Inbox letters = new Inbox();
        Subscription subscription =
                messaging.subscribe(
                        new SubscriptionSpec.Broadcast(
                                "letters", Topics.DEAD_LETTERS, Set.of(), 100),
                        letters);
        await().atMost(SOON).until(subscription::positioned);
        DeadLetters park =
                new DeadLetters(
                        messaging.publisher(),
                        InstantSource.fixed(Instant.parse("2026-11-21T10:00:00Z")),
                        "test/fold");
        Received poison = new Received(Topics.EVENTS, 4, 17, bytes("key"), bytes(group), List.of());

        park.park(poison, FailureCode.UNDECODABLE, "not protobuf").toCompletableFuture().join();

        await().atMost(SOON).until(() -> !letters.all.isEmpty());
        DeadLetter letter = DeadLetter.parseFrom(letters.all.getFirst().value());
        assertThat(letter.getTopic()).isEqualTo(Topics.EVENTS);
        assertThat(letter.getPartition()).isEqualTo(4);
        assertThat(letter.getOffset()).isEqualTo(17);
        assertThat(letter.getReason()).isEqualTo("undecodable-record");
        assertThat(letter.getValue().toStringUtf8()).isEqualTo(group);
    }

    @Test
    void headersAreCloudEventsWithTraceContext() {
        Inbox inbox = new Inbox();
        shared(messaging, inbox, inbox);
        CloudEvents events = new CloudEvents("dev.minion.test", "/minion/test");
        String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

        messaging
                .publisher()
                .publish(
                        List.of(
                                new Message(
                                        Topics.READY,
                                        0,
                                        bytes("k"),
                                        bytes(group + ":0"),
                                        events.headers("id-1", parent))))
                .toCompletableFuture()
                .join();

        await().atMost(SOON).until(() -> inbox.of(group).size() == 1);
        assertThat(inbox.of(group).getFirst().headers())
                .extracting(h -> h.name() + "=" + new String(h.value(), UTF_8))
                .contains(
                        "ce_specversion=1.0",
                        "ce_type=dev.minion.test",
                        "ce_source=/minion/test",
                        "ce_id=id-1",
                        "traceparent=" + parent);
    }

    @Test
    void aLargeBatchArrivesMessageByMessageInOrderEachWithItsOwnHeaders() {
        Inbox inbox = new Inbox();
        shared(messaging, inbox, inbox);
        CloudEvents events = new CloudEvents("dev.minion.test", "/minion/test");
        String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        List<Message> batch = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            batch.add(
                    new Message(
                            Topics.READY,
                            i % 3,
                            bytes("k" + i),
                            bytes(group + ":" + i),
                            events.headers("id-" + i, i % 2 == 0 ? parent : "")));
        }

        messaging.publisher().publish(batch).toCompletableFuture().join();

        await().atMost(SOON).until(() -> inbox.of(group).size() >= batch.size());
        for (int partition = 0; partition < 3; partition++) {
            int p = partition;
            assertThat(inbox.of(group).stream().filter(r -> r.partition() == p).map(this::number))
                    .isSorted()
                    .doesNotHaveDuplicates()
                    .hasSize(1_000);
        }
        assertThat(inbox.of(group))
                .allSatisfy(
                        record -> {
                            int i = number(record);
                            assertThat(record.key()).isEqualTo(bytes("k" + i));
                            List<String> headers =
                                    record.headers().stream()
                                            .map(h -> h.name() + "=" + new String(h.value(), UTF_8))
                                            .toList();
                            assertThat(headers)
                                    .contains(
                                            "ce_type=dev.minion.test",
                                            "ce_source=/minion/test",
                                            "ce_id=id-" + i);
                            assertThat(headers.contains("traceparent=" + parent))
                                    .isEqualTo(i % 2 == 0);
                        });
    }

    private Subscription shared(
            Messaging connection, BatchHandler handler, OwnershipListener ownership) {
        return connection.subscribe(
                new SubscriptionSpec.Shared("test", Topics.READY, group, 500), handler, ownership);
    }

    private static SubscriptionSpec broadcast(String name, Set<Integer> partitions) {
        return new SubscriptionSpec.Broadcast(name, Topics.READY, partitions, 500);
    }

    private void publish(String text, int partition) {
        messaging
                .publisher()
                .publish(
                        List.of(
                                new Message(
                                        Topics.READY,
                                        partition,
                                        bytes("key"),
                                        bytes(text),
                                        List.of())))
                .toCompletableFuture()
                .join();
    }

    private int number(Received record) {
        String text = text(record);
        return Integer.parseInt(text.substring(text.lastIndexOf(':') + 1));
    }

    private static String text(Received record) {
        return new String(record.value(), UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** Keeps what it receives. */
    private static final class Inbox implements BatchHandler, OwnershipListener {

        final List<Received> all = new CopyOnWriteArrayList<>();
        final Set<Integer> owned = ConcurrentHashMap.newKeySet();

        @Override
        public CompletableFuture<Void> handle(List<Received> batch) {
            all.addAll(batch);
            return CompletableFuture.completedFuture(null);
        }

        List<Received> of(String run) {
            return all.stream().filter(r -> text(r).startsWith(run)).toList();
        }

        @Override
        public void assigned(Set<Integer> partitions) {
            owned.addAll(partitions);
        }

        @Override
        public void revoked(Set<Integer> partitions) {
            owned.removeAll(partitions);
        }
    }
}
