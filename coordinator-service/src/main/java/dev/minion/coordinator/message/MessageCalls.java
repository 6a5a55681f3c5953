package dev.minion.coordinator.message;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Limits;
import dev.minion.contracts.messages.AcknowledgeMessageRequest;
import dev.minion.contracts.messages.AgentMessage;
import dev.minion.contracts.messages.AgentMessages;
import dev.minion.contracts.messages.Delivery;
import dev.minion.contracts.messages.GetMessageRequest;
import dev.minion.contracts.messages.ListMessagesRequest;
import dev.minion.contracts.messages.ListMessagesResponse;
import dev.minion.contracts.messages.ReadInboxRequest;
import dev.minion.contracts.messages.ReadInboxResponse;
import dev.minion.contracts.messages.SendMessageRequest;
import dev.minion.contracts.messages.SendMessageResponse;
import dev.minion.contracts.tasks.Problem;
import dev.minion.coordinator.ledger.LedgerCalls;
import dev.minion.coordinator.problem.ProblemException;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The ledger's messages. A refusal fails with its problem; every call may be repeated. */
@ApplicationScoped
class MessageCalls {

    private final AgentMessages messages;
    private final LedgerCalls ledger;

    MessageCalls(@GrpcClient("ledger") AgentMessages messages, LedgerCalls ledger) {
        this.messages = messages;
        this.ledger = ledger;
    }

    Uni<SendMessageResponse> send(SendMessageRequest request) {
        return ledger.patiently(() -> messages.sendMessage(request))
                .invoke(answer -> refuse(answer.hasProblem(), answer.getProblem()));
    }

    Uni<AgentMessage> get(String namespace, ByteString id) {
        GetMessageRequest request =
                GetMessageRequest.newBuilder().setNamespace(namespace).setId(id).build();
        return ledger.patiently(() -> messages.getMessage(request))
                .invoke(answer -> refuse(answer.hasProblem(), answer.getProblem()))
                .map(answer -> answer.getMessage());
    }

    Uni<ListMessagesResponse> list(ListMessagesRequest request) {
        return ledger.patiently(() -> messages.listMessages(request))
                .invoke(answer -> refuse(answer.hasProblem(), answer.getProblem()));
    }

    /** The oldest messages that the agent has not acknowledged; they count as delivered now. */
    Uni<List<AgentMessage>> read(Inbox inbox, int limit) {
        ReadInboxRequest request =
                ReadInboxRequest.newBuilder()
                        .setNamespace(inbox.namespace())
                        .setAgent(inbox.agent())
                        .setLimit(Math.min(limit, Limits.INBOX_MESSAGES))
                        .build();
        return ledger.patiently(() -> messages.readInbox(request))
                .map(ReadInboxResponse::getMessagesList);
    }

    Uni<Delivery> acknowledge(AcknowledgeMessageRequest request) {
        return ledger.patiently(() -> messages.acknowledgeMessage(request))
                .invoke(answer -> refuse(answer.hasProblem(), answer.getProblem()))
                .map(answer -> answer.getDelivery());
    }

    private static void refuse(boolean refused, Problem problem) {
        if (refused) {
            throw ProblemException.of(problem);
        }
    }
}
