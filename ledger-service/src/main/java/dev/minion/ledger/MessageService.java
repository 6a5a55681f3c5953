package dev.minion.ledger;

import dev.minion.contracts.messages.AcknowledgeMessageRequest;
import dev.minion.contracts.messages.AgentMessages;
import dev.minion.contracts.messages.DeliveryResult;
import dev.minion.contracts.messages.GetMessageRequest;
import dev.minion.contracts.messages.ListMessagesRequest;
import dev.minion.contracts.messages.ListMessagesResponse;
import dev.minion.contracts.messages.MessageResult;
import dev.minion.contracts.messages.ReadInboxRequest;
import dev.minion.contracts.messages.ReadInboxResponse;
import dev.minion.contracts.messages.SendMessageRequest;
import dev.minion.contracts.messages.SendMessageResponse;
import dev.minion.ledger.message.Inbox;
import dev.minion.ledger.message.MessageReads;
import dev.minion.ledger.message.Sending;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;

/** The gRPC service of messages between agents. */
@GrpcService
class MessageService implements AgentMessages {

    private final Sending sending;
    private final MessageReads reads;
    private final Inbox inbox;

    MessageService(Sending sending, MessageReads reads, Inbox inbox) {
        this.sending = sending;
        this.reads = reads;
        this.inbox = inbox;
    }

    @Override
    public Uni<SendMessageResponse> sendMessage(SendMessageRequest request) {
        return CallAnswers.of(() -> sending.send(request));
    }

    @Override
    public Uni<MessageResult> getMessage(GetMessageRequest request) {
        return CallAnswers.of(() -> reads.get(request));
    }

    @Override
    public Uni<ListMessagesResponse> listMessages(ListMessagesRequest request) {
        return CallAnswers.of(() -> reads.list(request));
    }

    @Override
    public Uni<ReadInboxResponse> readInbox(ReadInboxRequest request) {
        return CallAnswers.of(() -> inbox.read(request));
    }

    @Override
    public Uni<DeliveryResult> acknowledgeMessage(AcknowledgeMessageRequest request) {
        return CallAnswers.of(() -> inbox.acknowledge(request));
    }
}
