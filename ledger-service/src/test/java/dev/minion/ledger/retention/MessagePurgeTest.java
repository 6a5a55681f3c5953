package dev.minion.ledger.retention;

import static dev.minion.contracts.ledger.PurgeKind.PURGE_MESSAGES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.TelemetryKeys;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.Purge;
import dev.minion.contracts.ledger.PurgeCount;
import dev.minion.contracts.messages.AcknowledgeMessageRequest;
import dev.minion.contracts.messages.AgentMessage;
import dev.minion.contracts.messages.AgentMessages;
import dev.minion.contracts.messages.DeliveryStatus;
import dev.minion.contracts.messages.ListMessagesRequest;
import dev.minion.contracts.messages.Recipient;
import dev.minion.contracts.messages.RecipientKind;
import dev.minion.contracts.messages.SendMessageRequest;
import dev.minion.contracts.messages.SendMessageResponse;
import dev.minion.ledger.Servers;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages go when everybody is done with them, and nothing that is left can tell. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class MessagePurgeTest extends RetentionTest {

    private static final String SENDER = "planner-of-long-ago";

    @Inject @GrpcService AgentMessages messages;
    @Inject MeterRegistry meters;

    @BeforeEach
    void noOldMessages() throws SQLException {
        execute("delete from ledger.messages where sender = '" + SENDER + "'");
    }

    @Test
    void whatEverybodyHasReadOrFailedLongAgoGoesAndAllElseStays() throws Exception {
        AgentMessage read = old(send(to("a")), DeliveryStatus.READ, 90);
        AgentMessage failed = old(send(to("a")), DeliveryStatus.FAILED, 90);
        AgentMessage lately = old(send(to("a")), DeliveryStatus.READ, 3);
        AgentMessage open = send(to("a"));
        AgentMessage halfRead = old(send(to("a")), DeliveryStatus.READ, 90);
        execute(
                """
                insert into ledger.message_deliveries (message_id, agent, namespace, sequence, expires_at, status)
                select id, 'b', namespace, sequence, now() + interval '1 day', 2 from ledger.messages where id = '%s'
                """
                        .formatted(text(halfRead)));
        double before = removed();

        Purge dry = purged(PURGE_MESSAGES, true);
        assertThat(rows()).isEqualTo("5 6");
        Purge purge = purged(PURGE_MESSAGES, false);

        assertThat(rows()).isEqualTo("3 4");
        assertThat(List.of(there(read), there(failed))).containsOnly(false);
        assertThat(List.of(there(lately), there(open), there(halfRead))).containsOnly(true);
        assertThat(purge.getFinished()).isTrue();
        assertThat(purge.getScanned()).isEqualTo(5);
        assertThat(purge.getCountsList())
                .containsExactly(
                        PurgeCount.newBuilder()
                                .setType("agent")
                                .setTasks(2)
                                .setProgress(2)
                                .setBytes(purge.getCounts(0).getBytes())
                                .build());
        assertThat(dry.getCountsList()).isEqualTo(purge.getCountsList());
        assertThat(removed() - before).isEqualTo(2);
        assertThat(files()).as("messages are in no archive").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"23, true", "25, false"})
    void aKeyIsGoodForADayHoweverSoonMessagesGo(int hoursAgo, boolean promised) throws Exception {
        SendMessageRequest.Builder keyed =
                to("a").setIdempotencyKey("k").setPayloadHash(ByteString.copyFrom(new byte[32]));
        AgentMessage first = old(send(keyed), DeliveryStatus.READ, 90);
        execute(
                "update ledger.messages set created_at = now() - interval '%d hours' where id = '%s'"
                        .formatted(hoursAgo, text(first)));

        purged(PURGE_MESSAGES, false);
        SendMessageResponse again = trySend(keyed.clone().setId(Ids.toBytes(ids.next())));

        assertThat(there(first)).isEqualTo(promised);
        assertThat(again.getReplayed()).isEqualTo(promised);
        assertThat(again.getMessage().getId().equals(first.getId())).isEqualTo(promised);
    }

    @Test
    void aNamedConversationGoesOnWhereItWas() throws Exception {
        for (int i = 0; i < 3; i++) {
            old(send(to("a").setConversation("talk")), DeliveryStatus.READ, 90);
        }
        AgentMessage fourth = send(to("a").setConversation("talk"));

        purged(PURGE_MESSAGES, false);
        AgentMessage fifth = send(to("a").setConversation("talk"));

        assertThat(fourth.getPosition()).isEqualTo(4);
        assertThat(fifth.getPosition()).isEqualTo(5);
        assertThat(list("talk"))
                .extracting(AgentMessage::getPosition)
                .as("in order, from the first that is left")
                .containsExactly(4L, 5L);
        old(fourth, DeliveryStatus.READ, 90);
        old(fifth, DeliveryStatus.READ, 90);
        purged(PURGE_MESSAGES, false);
        assertThat(list("talk")).isEmpty();
        assertThat(send(to("a").setConversation("talk")).getPosition()).isEqualTo(6);
    }

    @Test
    void theMessageThatAConversationIsNamedByIsTheLastToGo() throws Exception {
        AgentMessage question = old(send(to("a")), DeliveryStatus.READ, 90);
        AgentMessage answer =
                old(send(to("b").setReplyTo(question.getId())), DeliveryStatus.READ, 90);
        assertThat(answer.getConversation()).isEqualTo(text(question));

        purged(PURGE_MESSAGES, false);
        assertThat(there(answer)).isFalse();
        assertThat(there(question)).isTrue();
        assertThat(conversations()).isEqualTo("1");
        AgentMessage further = send(to("b").setReplyTo(question.getId()));
        assertThat(further.getPosition()).isEqualTo(3);
        old(further, DeliveryStatus.READ, 90);
        purged(PURGE_MESSAGES, false);
        purged(PURGE_MESSAGES, false);

        assertThat(rows()).isEqualTo("0 0");
        assertThat(conversations()).as("nobody else named it").isEqualTo("0");
        assertThat(trySend(to("b").setReplyTo(question.getId())).getProblem().getCode())
                .isEqualTo("validation-failed");
    }

    /** The sender has taken a position and has not committed when the purge comes. */
    @Test
    void aConversationThatSomebodySendsToIsNotTakenAwayUnderneath() throws Exception {
        AgentMessage first = old(send(to("a")), DeliveryStatus.READ, 90);
        start(PURGE_MESSAGES, false);
        try (Connection sender = database.getConnection();
                Statement statement = sender.createStatement()) {
            sender.setAutoCommit(false);
            statement.execute(
                    "update ledger.conversations set last_position = 2 where namespace = '%s'"
                            .formatted(namespace));

            Future<Boolean> step = purger(archive()).step();
            await().atMost(SOON)
                    .until(
                            () ->
                                    query(
                                                    "select count(*) from pg_stat_activity where"
                                                            + " wait_event_type = 'Lock' and query like"
                                                            + " '%ledger.conversations%'")
                                            .equals("1"));
            sender.commit();

            assertThat(now(step)).isTrue();
        }
        assertThat(there(first)).isFalse();
        assertThat(
                        query(
                                "select last_position from ledger.conversations where namespace = '"
                                        + namespace
                                        + "'"))
                .isEqualTo("2");
    }

    @Test
    void manyGoPageByPage() throws Exception {
        for (int i = 0; i < 9; i++) {
            old(send(to("a").setConversation("long")), DeliveryStatus.READ, 90);
        }
        Settings small = new Settings(false, Duration.ofHours(1), MONTH, 4, 1 << 20);
        ByteString id = start(PURGE_MESSAGES, false);

        int steps = toTheEnd(purger(archive(), small, clock));

        assertThat(steps).isEqualTo(3);
        assertThat(purge(id).getCounts(0).getTasks()).isEqualTo(9);
        assertThat(rows()).isEqualTo("0 0");
    }

    @Test
    void automaticPurgesTakeMessagesWhereTheirTimeIsSet() throws Exception {
        AtomicReference<Instant> time = new AtomicReference<>(clock.instant());
        Settings tasksAlone = new Settings(true, Duration.ofHours(1), MONTH, 1_000, 1 << 22);
        NewTask.Builder task = oldTask("of long ago");
        createEnded(task);
        AgentMessage message = old(send(to("a")), DeliveryStatus.READ, 5);

        toTheEnd(purger(archive(), tasksAlone, time::get));
        assertThat(exists(task)).isFalse();
        assertThat(there(message)).isTrue();
        Settings both = tasksAlone.withMessages(Duration.ofDays(4));
        toTheEnd(purger(archive(), both, time::get));

        assertThat(there(message)).isFalse();
        AgentMessage next = old(send(to("a")), DeliveryStatus.READ, 5);
        toTheEnd(purger(archive(), both, time::get));
        assertThat(there(next)).as("an interval is not over").isTrue();
        time.updateAndGet(now -> now.plus(Duration.ofHours(1)));
        toTheEnd(purger(archive(), both, time::get));
        assertThat(there(next)).isFalse();
    }

    private SendMessageRequest.Builder to(String agent) {
        return SendMessageRequest.newBuilder()
                .setId(oldTask("the id alone").getId())
                .setNamespace(namespace)
                .setSender(SENDER)
                .setTo(Recipient.newBuilder().setKind(RecipientKind.AGENT).setName(agent))
                .setBody(ByteString.copyFromUtf8("{\"n\":1}"));
    }

    private SendMessageResponse trySend(SendMessageRequest.Builder request) {
        return now(messages.sendMessage(request.build()));
    }

    private AgentMessage send(SendMessageRequest.Builder request) {
        SendMessageResponse answer = trySend(request);
        assertThat(answer.hasMessage()).as(answer.getProblem().getDetail()).isTrue();
        return answer.getMessage();
    }

    /** Acknowledges it, so many days ago. */
    private AgentMessage old(AgentMessage message, DeliveryStatus status, int daysAgo)
            throws SQLException {
        var acknowledged =
                now(
                        messages.acknowledgeMessage(
                                AcknowledgeMessageRequest.newBuilder()
                                        .setNamespace(namespace)
                                        .setAgent(message.getTo().getName())
                                        .setId(message.getId())
                                        .setStatus(status)
                                        .build()));
        assertThat(acknowledged.hasDelivery()).isTrue();
        execute(
                "update ledger.message_deliveries set ended_at = now() - interval '%1$d days' where message_id = '%2$s'"
                        .formatted(daysAgo, text(message)));
        execute(
                "update ledger.messages set created_at = now() - interval '100 days' where id = '%s'"
                        .formatted(text(message)));
        return message;
    }

    private List<AgentMessage> list(String conversation) {
        return now(messages.listMessages(
                        ListMessagesRequest.newBuilder()
                                .setNamespace(namespace)
                                .setConversation(conversation)
                                .setOldestFirst(true)
                                .build()))
                .getMessagesList();
    }

    private boolean there(AgentMessage message) throws SQLException {
        return !query("select id from ledger.messages where id = '" + text(message) + "'")
                .isEmpty();
    }

    /** Messages and deliveries of the namespace. */
    private String rows() throws SQLException {
        return query(
                """
                select (select count(*) from ledger.messages where namespace = '%1$s') || ' '
                  || (select count(*) from ledger.message_deliveries where namespace = '%1$s')
                """
                        .formatted(namespace));
    }

    private String conversations() throws SQLException {
        return query(
                "select count(*) from ledger.conversations where namespace = '" + namespace + "'");
    }

    private double removed() {
        return meters.counter(TelemetryKeys.PURGED, "what", "messages").count();
    }

    private static String text(AgentMessage message) {
        return Ids.fromBytes(message.getId()).toString();
    }
}
