package dev.minion.ledger.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.Limits;
import dev.minion.contracts.Topics;
import dev.minion.contracts.messages.AgentMessage;
import dev.minion.contracts.messages.Delivery;
import dev.minion.contracts.messages.DeliveryResult;
import dev.minion.contracts.messages.DeliveryStatus;
import dev.minion.contracts.messages.GetMessageRequest;
import dev.minion.contracts.messages.RecipientKind;
import dev.minion.contracts.messages.SendMessageRequest;
import dev.minion.contracts.messages.SendMessageResponse;
import dev.minion.contracts.records.InboxesFilled;
import dev.minion.ledger.Servers;
import dev.minion.messaging.Received;
import dev.minion.messaging.Subscription;
import dev.minion.messaging.SubscriptionSpec;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class MessagesTest extends Messages {

    @Inject Expiry expiry;

    @Test
    void aMessageWaitsForAnAgentThatIsNotThereYetAndIsReadInTheEnd() {
        AgentMessage sent =
                send(to("later").setKind("question").setCorrelationId("c-1").setTtlMs(60_000));

        assertThat(sent.getDeliveriesList())
                .extracting(Delivery::getAgent, Delivery::getStatus)
                .containsExactly(tuple("later", DeliveryStatus.SENT));
        assertThat(sent.getConversation()).isEqualTo(Ids.fromBytes(sent.getId()).toString());
        assertThat(sent.getPosition()).isEqualTo(1);
        assertThat(sent.getExpiresAtUs() - sent.getCreatedAtUs())
                .isBetween(59_990_000L, 60_010_000L);

        AgentMessage arrived = inbox("later").getFirst();
        assertThat(arrived.getBody().toStringUtf8()).isEqualTo("{\"n\":1}");
        assertThat(arrived.getKind()).isEqualTo("question");
        assertThat(arrived.getDeliveries(0).getStatus()).isEqualTo(DeliveryStatus.DELIVERED);
        assertThat(stored(sent).getDeliveriesList()).isEqualTo(arrived.getDeliveriesList());
        assertThat(inbox("later")).as("comes again, unchanged").containsExactly(arrived);

        Delivery read = acknowledge("later", sent, DeliveryStatus.READ).getDelivery();
        assertThat(read.getEndedAtUs()).isGreaterThanOrEqualTo(read.getDeliveredAtUs());
        assertThat(inbox("later")).isEmpty();
        assertThat(stored(sent).getCounts().getRead()).isEqualTo(1);
    }

    @Test
    void oneConversationKeepsItsOrderUnderEightSendersAtOnce() throws Exception {
        int senders = 8;
        int each = 25;
        List<Callable<List<AgentMessage>>> work =
                IntStream.range(0, senders)
                        .<Callable<List<AgentMessage>>>mapToObj(sender -> () -> sends(sender, each))
                        .toList();

        List<AgentMessage> sent = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(senders)) {
            for (Future<List<AgentMessage>> one : threads.invokeAll(work)) {
                assertThat(one.get())
                        .extracting(AgentMessage::getPosition)
                        .as("of one sender in the order it sent them")
                        .isSorted();
                sent.addAll(one.get());
            }
        }

        assertThat(sent).hasSize(senders * each);
        List<Long> positions = LongStream.rangeClosed(1, sent.size()).boxed().toList();
        assertThat(sent)
                .extracting(AgentMessage::getPosition)
                .containsExactlyInAnyOrderElementsOf(positions);
        assertThat(list(listing().setConversation("talk").setLimit(1_000)))
                .extracting(AgentMessage::getPosition)
                .isEqualTo(positions);
        List<Long> received = new ArrayList<>();
        List<AgentMessage> page = inbox("listener");
        while (!page.isEmpty()) {
            page.forEach(
                    message -> {
                        received.add(message.getPosition());
                        acknowledge("listener", message, DeliveryStatus.READ);
                    });
            page = inbox("listener");
        }
        assertThat(received).isEqualTo(positions);
    }

    private List<AgentMessage> sends(int sender, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> send(to("listener").setSender("s" + sender).setConversation("talk")))
                .toList();
    }

    @Test
    void aBroadcastReachesTheLivingAgentsOfARoleOrACapability() throws Exception {
        agent("a1", "reviewer", "active", "demo.echo");
        agent("a2", "reviewer", "draining", "demo.echo\nhttp.call");
        agent("a3", "writer", "active", "http.call");
        agent("a4", "reviewer", "lost", "http.call");
        agent("a5", "reviewer", "stopped", "http.call.more");

        AgentMessage role = send(message(RecipientKind.ROLE, namespace + "-reviewer"));
        AgentMessage able = send(message(RecipientKind.CAPABILITY, namespace + ".http.call"));

        assertThat(recipients(role)).containsExactly("a1", "a2");
        assertThat(role.getRecipients()).isEqualTo(2);
        assertThat(recipients(able)).containsExactly("a2", "a3");
        assertThat(inbox(namespace + "-a2"))
                .extracting(AgentMessage::getId)
                .containsExactly(role.getId(), able.getId());
        acknowledge(namespace + "-a2", role, DeliveryStatus.FAILED);
        assertThat(stored(role).getCounts().getSent()).isEqualTo(1);
        assertThat(stored(role).getCounts().getFailed()).isEqualTo(1);
    }

    @Test
    void aBroadcastThatReachesNobodyIsRefusedAndLeavesNothing() throws Exception {
        SendMessageResponse refused =
                trySend(message(RecipientKind.ROLE, "nobody").setConversation("c"));

        assertThat(refused.getProblem().getCode()).isEqualTo("no-recipients");
        assertThat(list(listing())).isEmpty();
        assertThat(send(to("a").setConversation("c")).getPosition()).isEqualTo(1);
    }

    @Test
    void whatNobodyComesForExpiresWithAReasonAndWhatWasDeliveredStays() throws Exception {
        AgentMessage late = send(to("absent"));
        AgentMessage seen = send(to("slow"));
        assertThat(inbox("slow")).hasSize(1);
        execute(
                "update ledger.message_deliveries set expires_at = now() - interval '1 second'"
                        + " where namespace = '"
                        + namespace
                        + "'");

        assertThat(inbox("absent")).as("over, though not marked yet").isEmpty();
        assertThat(expiry.step().toCompletionStage().toCompletableFuture()).succeedsWithin(SOON);

        Delivery expired = stored(late).getDeliveries(0);
        assertThat(expired.getStatus()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(expired.getReason()).isEqualTo("expired");
        assertThat(expired.getEndedAtUs()).isPositive();
        assertThat(expired.getDeliveredAtUs()).isZero();
        assertThat(stored(seen).getDeliveries(0).getStatus()).isEqualTo(DeliveryStatus.DELIVERED);
        assertThat(inbox("slow")).hasSize(1);
        assertThat(acknowledge("absent", late, DeliveryStatus.READ).getProblem().getCode())
                .isEqualTo("illegal-transition");
    }

    @Test
    void oneKeyMeansOneMessageAndAnotherPayloadIsAConflict() throws Exception {
        SendMessageRequest.Builder keyed = keyed("k", "hash");
        AgentMessage first = send(keyed);

        SendMessageResponse sameCall = trySend(keyed);
        SendMessageResponse sameKey = trySend(keyed("k", "hash"));
        SendMessageResponse other = trySend(keyed("k", "other"));

        assertThat(sameCall.getMessage()).isEqualTo(first);
        assertThat(sameCall.getReplayed()).isFalse();
        assertThat(sameKey.getMessage()).isEqualTo(first);
        assertThat(sameKey.getReplayed()).isTrue();
        assertThat(other.getProblem().getCode()).isEqualTo("idempotency-conflict");
        assertThat(send(keyed("k2", "hash")).getPosition()).as("no position was lost").isEqualTo(2);
    }

    @Test
    void aRepeatedBroadcastIsAnsweredEvenWhenItsRecipientsHaveGone() throws Exception {
        agent("gone", "watcher", "active", "");
        SendMessageRequest.Builder call =
                message(RecipientKind.ROLE, namespace + "-watcher")
                        .setIdempotencyKey("k")
                        .setPayloadHash(ByteString.copyFromUtf8("hash"));
        AgentMessage first = send(call);
        execute("delete from ledger.agent_state where id = '" + namespace + "-gone'");

        SendMessageResponse again = trySend(call.setId(Ids.toBytes(ids.next())));

        assertThat(again.getReplayed()).isTrue();
        assertThat(again.getMessage()).isEqualTo(first);
    }

    @Test
    void eightCallsWithOneKeyAtOnceSendOneMessage() throws Exception {
        List<Callable<ByteString>> calls =
                IntStream.range(0, 8)
                        .<Callable<ByteString>>mapToObj(
                                i -> () -> send(keyed("race", "hash")).getId())
                        .toList();

        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<ByteString> answered = new ArrayList<>();
            for (Future<ByteString> call : threads.invokeAll(calls)) {
                answered.add(call.get());
            }
            assertThat(Set.copyOf(answered)).hasSize(1);
        }

        assertThat(inbox("a")).hasSize(1);
    }

    private SendMessageRequest.Builder keyed(String key, String hash) {
        return to("a").setConversation("c")
                .setIdempotencyKey(key)
                .setPayloadHash(ByteString.copyFromUtf8(hash));
    }

    @ParameterizedTest
    @CsvSource({
        "READ, READ, ''",
        "READ, FAILED, illegal-transition",
        "FAILED, FAILED, ''",
        "FAILED, READ, illegal-transition"
    })
    void aDeliveryEndsOnce(DeliveryStatus first, DeliveryStatus second, String refusal) {
        AgentMessage message = send(to("a"));
        Delivery ended = acknowledge("a", message, first).getDelivery();

        DeliveryResult again = acknowledge("a", message, second);

        assertThat(again.getProblem().getCode()).isEqualTo(refusal);
        assertThat(inbox("a")).isEmpty();
        assertThat(stored(message).getDeliveriesList()).containsExactly(ended);
        assertThat(ended.getReason()).isEqualTo(first == DeliveryStatus.FAILED ? "cannot" : "");
    }

    @Test
    void nobodyAcknowledgesWhatWasNotSentToHim() {
        AgentMessage message = send(to("a"));

        assertThat(acknowledge("b", message, DeliveryStatus.READ).getProblem().getCode())
                .isEqualTo("message-not-found");
    }

    @Test
    void oneNamespaceDoesNotSeeAnother() {
        AgentMessage mine = send(keyed("k", "hash"));
        String home = namespace;
        namespace = home + "-other";

        assertThat(inbox("a")).isEmpty();
        assertThat(list(listing())).isEmpty();
        assertThat(
                        now(messages.getMessage(
                                        GetMessageRequest.newBuilder()
                                                .setNamespace(namespace)
                                                .setId(mine.getId())
                                                .build()))
                                .getProblem()
                                .getCode())
                .isEqualTo("message-not-found");
        assertThat(acknowledge("a", mine, DeliveryStatus.READ).getProblem().getCode())
                .isEqualTo("message-not-found");
        assertThat(trySend(to("a").setReplyTo(mine.getId())).getProblem().getErrors(0).getPointer())
                .isEqualTo("/reply_to");
        AgentMessage theirs = send(keyed("k", "other"));
        assertThat(theirs.getPosition()).isEqualTo(1);
        namespace = home;
        assertThat(inbox("a")).extracting(AgentMessage::getId).containsExactly(mine.getId());
    }

    @Test
    void aReplyBelongsToWhatItAnswers() {
        AgentMessage question = send(to("b").setConversation("chapter 3").setCorrelationId("q-1"));

        AgentMessage reply = send(to("a").setSender("b").setReplyTo(question.getId()));

        assertThat(reply.getConversation()).isEqualTo("chapter 3");
        assertThat(reply.getCorrelationId()).isEqualTo("q-1");
        assertThat(reply.getPosition()).isEqualTo(2);
        assertThat(list(listing().setCorrelationId("q-1")))
                .extracting(AgentMessage::getId)
                .containsExactly(question.getId(), reply.getId());
    }

    @Test
    void theRecipientsAreNamedOnTheTopicAfterTheCommit() throws Exception {
        List<Received> heard = new CopyOnWriteArrayList<>();
        try (Subscription topic =
                messaging.subscribe(
                        new SubscriptionSpec.Broadcast(
                                "test-messages", Topics.MESSAGES, Set.of(), 100),
                        batch -> {
                            heard.addAll(batch);
                            return CompletableFuture.completedFuture(null);
                        })) {
            await().atMost(SOON).until(topic::positioned);

            AgentMessage sent = send(to("a"));

            await().atMost(SOON).until(() -> !heard.isEmpty());
            assertThat(InboxesFilled.parseFrom(heard.getFirst().value()))
                    .isEqualTo(
                            InboxesFilled.newBuilder()
                                    .setMessageId(sent.getId())
                                    .setNamespace(namespace)
                                    .addAgents("a")
                                    .build());
        }
    }

    @Test
    void anInboxOfManyComesInBoundedParts() {
        IntStream.range(0, Limits.INBOX_MESSAGES + 5).forEach(i -> send(to("busy")));

        assertThat(inbox("busy")).hasSize(Limits.INBOX_MESSAGES);
    }

    @Test
    void severalReadersOfOneInboxLoseNothingAndEndEachDeliveryOnce() throws Exception {
        IntStream.range(0, 60).forEach(i -> send(to("crowd").setConversation("c")));
        Callable<Integer> reader =
                () -> {
                    int ended = 0;
                    for (List<AgentMessage> page = inbox("crowd");
                            !page.isEmpty();
                            page = inbox("crowd")) {
                        for (AgentMessage message : page) {
                            ended +=
                                    acknowledge("crowd", message, DeliveryStatus.READ).hasDelivery()
                                            ? 1
                                            : 0;
                        }
                    }
                    return ended;
                };

        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<Integer> one : threads.invokeAll(List.of(reader, reader, reader, reader))) {
                assertThat(one.get()).isNotNegative();
            }
        }

        assertThat(list(listing().setAgent("crowd").setLimit(100)))
                .hasSize(60)
                .allSatisfy(message -> assertThat(message.getCounts().getRead()).isEqualTo(1));
    }

    private List<String> recipients(AgentMessage message) {
        return message.getDeliveriesList().stream()
                .map(delivery -> delivery.getAgent().substring(namespace.length() + 1))
                .toList();
    }

    /** Names carry the namespace: agents are known to all namespaces, and to all tests. */
    private void agent(String id, String role, String status, String capabilities)
            throws Exception {
        String own = capabilities.replaceAll("(?m)^(.)", namespace + ".$1");
        execute(
                """
                insert into ledger.agent_state
                  (id, name, role, capabilities, status, capacity, host, version, first_seen,
                   last_heartbeat)
                values ('%1$s-%2$s', '%2$s', '%1$s-%3$s', '%4$s', '%5$s', 1, 'here', '1', now(),
                        now() + interval '1 hour')
                """
                        .formatted(namespace, id, role, own, status));
    }
}
