package dev.minion.coordinator.doubles;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Topics;
import dev.minion.contracts.messages.AcknowledgeMessageRequest;
import dev.minion.contracts.messages.AgentMessage;
import dev.minion.contracts.messages.AgentMessages;
import dev.minion.contracts.messages.Delivery;
import dev.minion.contracts.messages.DeliveryCounts;
import dev.minion.contracts.messages.DeliveryResult;
import dev.minion.contracts.messages.DeliveryStatus;
import dev.minion.contracts.messages.GetMessageRequest;
import dev.minion.contracts.messages.ListMessagesRequest;
import dev.minion.contracts.messages.ListMessagesResponse;
import dev.minion.contracts.messages.MessageResult;
import dev.minion.contracts.messages.ReadInboxRequest;
import dev.minion.contracts.messages.ReadInboxResponse;
import dev.minion.contracts.messages.RecipientKind;
import dev.minion.contracts.messages.SendMessageRequest;
import dev.minion.contracts.messages.SendMessageResponse;
import dev.minion.contracts.records.InboxesFilled;
import dev.minion.messaging.Message;
import dev.minion.messaging.Messaging;
import io.grpc.Status;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Messages in memory. A role and a capability have two agents, and {@code nobody} has none. */
@GrpcService
public class MessagesDouble implements AgentMessages {

    private static final long NOW_US = 1_700_000_000_000_000L;

    private record Key(String namespace, String key) {}

    private record First(ByteString id, ByteString payloadHash) {}

    private final Messaging messaging;
    private final Map<ByteString, AgentMessage> messages = new LinkedHashMap<>();
    private final Map<Key, First> keys = new LinkedHashMap<>();
    private ListMessagesRequest lastList = ListMessagesRequest.getDefaultInstance();
    private int lose;
    private boolean silent;

    MessagesDouble(Messaging messaging) {
        this.messaging = messaging;
    }

    /** The next answers are lost on their way; what was asked is done. */
    public synchronized void loseAnswers(int count) {
        lose = count;
    }

    /** Whether records of new messages are lost. */
    public synchronized void silent(boolean yes) {
        silent = yes;
    }

    /** What was asked for by the last list. */
    public synchronized ListMessagesRequest lastList() {
        return lastList;
    }

    private <T> Uni<T> answer(T answer) {
        if (lose > 0) {
            lose--;
            return Uni.createFrom().failure(Status.UNAVAILABLE.asRuntimeException());
        }
        return Uni.createFrom().item(answer);
    }

    @Override
    public synchronized Uni<SendMessageResponse> sendMessage(SendMessageRequest request) {
        Key key = new Key(request.getNamespace(), request.getIdempotencyKey());
        First first = key.key().isEmpty() ? null : keys.get(key);
        if (first != null) {
            SendMessageResponse.Builder known = SendMessageResponse.newBuilder();
            return answer(
                    first.payloadHash().equals(request.getPayloadHash())
                            ? known.setMessage(messages.get(first.id()))
                                    .setReplayed(!first.id().equals(request.getId()))
                                    .build()
                            : known.setProblem(
                                            TaskStore.problem(
                                                    FailureCode.IDEMPOTENCY_CONFLICT, "other", ""))
                                    .build());
        }
        if (request.getTo().getName().equals("nobody")) {
            return answer(
                    SendMessageResponse.newBuilder()
                            .setProblem(TaskStore.problem(FailureCode.NO_RECIPIENTS, "nobody", ""))
                            .build());
        }
        AgentMessage message = store(request);
        if (!key.key().isEmpty()) {
            keys.put(key, new First(request.getId(), request.getPayloadHash()));
        }
        return answer(SendMessageResponse.newBuilder().setMessage(message).build());
    }

    private AgentMessage store(SendMessageRequest request) {
        String name = request.getTo().getName();
        List<String> agents =
                request.getTo().getKind() == RecipientKind.AGENT
                        ? List.of(name)
                        : List.of(name + "-1", name + "-2");
        AgentMessage.Builder message =
                AgentMessage.newBuilder()
                        .setId(request.getId())
                        .setNamespace(request.getNamespace())
                        .setSender(request.getSender())
                        .setTo(request.getTo())
                        .setConversation(request.getConversation())
                        .setPosition(1 + messages.size())
                        .setCorrelationId(request.getCorrelationId())
                        .setReplyTo(request.getReplyTo())
                        .setKind(request.getKind())
                        .setBody(request.getBody())
                        .setCreatedAtUs(NOW_US)
                        .setExpiresAtUs(NOW_US + request.getTtlMs() * 1_000)
                        .setRecipients(agents.size())
                        .setCounts(DeliveryCounts.newBuilder().setSent(agents.size()));
        agents.forEach(
                agent ->
                        message.addDeliveries(
                                Delivery.newBuilder()
                                        .setAgent(agent)
                                        .setStatus(DeliveryStatus.SENT)));
        messages.put(request.getId(), message.build());
        if (!silent) {
            tell(request, agents);
        }
        return message.build();
    }

    private void tell(SendMessageRequest request, List<String> agents) {
        InboxesFilled filled =
                InboxesFilled.newBuilder()
                        .setMessageId(request.getId())
                        .setNamespace(request.getNamespace())
                        .addAllAgents(agents)
                        .build();
        var ignored =
                messaging
                        .publisher()
                        .publish(
                                List.of(
                                        new Message(
                                                Topics.MESSAGES,
                                                0,
                                                request.getId().toByteArray(),
                                                filled.toByteArray(),
                                                List.of())));
    }

    @Override
    public synchronized Uni<MessageResult> getMessage(GetMessageRequest request) {
        AgentMessage message = messages.get(request.getId());
        MessageResult.Builder result = MessageResult.newBuilder();
        if (message == null || !message.getNamespace().equals(request.getNamespace())) {
            result.setProblem(TaskStore.problem(FailureCode.MESSAGE_NOT_FOUND, "no message", ""));
        } else {
            result.setMessage(message);
        }
        return answer(result.build());
    }

    @Override
    public synchronized Uni<ListMessagesResponse> listMessages(ListMessagesRequest request) {
        lastList = request;
        if (request.getCursor().equals("bad")) {
            return answer(
                    ListMessagesResponse.newBuilder()
                            .setProblem(TaskStore.problem(FailureCode.BAD_CURSOR, "not ours", ""))
                            .build());
        }
        List<AgentMessage> found =
                messages.values().stream()
                        .filter(message -> message.getNamespace().equals(request.getNamespace()))
                        .map(message -> message.toBuilder().clearDeliveries().build())
                        .toList();
        boolean more = found.size() > request.getLimit();
        return answer(
                ListMessagesResponse.newBuilder()
                        .addAllMessages(more ? found.subList(0, request.getLimit()) : found)
                        .setNextCursor(more ? "next" : "")
                        .build());
    }

    @Override
    public synchronized Uni<ReadInboxResponse> readInbox(ReadInboxRequest request) {
        ReadInboxResponse.Builder inbox = ReadInboxResponse.newBuilder();
        for (AgentMessage message : List.copyOf(messages.values())) {
            Optional<Delivery> open =
                    message.getDeliveriesList().stream()
                            .filter(delivery -> delivery.getAgent().equals(request.getAgent()))
                            .filter(delivery -> delivery.getStatusValue() <= 2)
                            .findFirst();
            if (open.isPresent()
                    && message.getNamespace().equals(request.getNamespace())
                    && inbox.getMessagesCount() < request.getLimit()) {
                Delivery delivered =
                        open.get().toBuilder()
                                .setStatus(DeliveryStatus.DELIVERED)
                                .setDeliveredAtUs(NOW_US)
                                .build();
                replace(message, delivered);
                inbox.addMessages(
                        message.toBuilder()
                                .clearCounts()
                                .clearDeliveries()
                                .addDeliveries(delivered));
            }
        }
        return answer(inbox.build());
    }

    @Override
    public synchronized Uni<DeliveryResult> acknowledgeMessage(AcknowledgeMessageRequest request) {
        AgentMessage message = messages.get(request.getId());
        Optional<Delivery> present =
                Optional.ofNullable(message).stream()
                        .filter(found -> found.getNamespace().equals(request.getNamespace()))
                        .flatMap(found -> found.getDeliveriesList().stream())
                        .filter(delivery -> delivery.getAgent().equals(request.getAgent()))
                        .findFirst();
        DeliveryResult.Builder result = DeliveryResult.newBuilder();
        if (message == null || present.isEmpty()) {
            return answer(
                    result.setProblem(
                                    TaskStore.problem(
                                            FailureCode.MESSAGE_NOT_FOUND, "no message", ""))
                            .build());
        }
        DeliveryStatus status = present.get().getStatus();
        if (status == request.getStatus()) {
            return answer(result.setDelivery(present.get()).build());
        }
        if (status == DeliveryStatus.READ || status == DeliveryStatus.FAILED) {
            return answer(
                    result.setProblem(
                                    TaskStore.problem(FailureCode.ILLEGAL_TRANSITION, "ended", ""))
                            .build());
        }
        Delivery ended =
                present.get().toBuilder()
                        .setStatus(request.getStatus())
                        .setReason(request.getReason())
                        .setEndedAtUs(NOW_US)
                        .build();
        replace(message, ended);
        return answer(result.setDelivery(ended).build());
    }

    private void replace(AgentMessage message, Delivery now) {
        List<Delivery> deliveries = new ArrayList<>(message.getDeliveriesList());
        deliveries.replaceAll(
                delivery -> delivery.getAgent().equals(now.getAgent()) ? now : delivery);
        messages.put(
                message.getId(),
                message.toBuilder().clearDeliveries().addAllDeliveries(deliveries).build());
    }
}
