package dev.minion.ledger.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.messages.AcknowledgeMessageRequest;
import dev.minion.contracts.messages.AgentMessage;
import dev.minion.contracts.messages.AgentMessages;
import dev.minion.contracts.messages.DeliveryResult;
import dev.minion.contracts.messages.DeliveryStatus;
import dev.minion.contracts.messages.GetMessageRequest;
import dev.minion.contracts.messages.ListMessagesRequest;
import dev.minion.contracts.messages.ReadInboxRequest;
import dev.minion.contracts.messages.Recipient;
import dev.minion.contracts.messages.RecipientKind;
import dev.minion.contracts.messages.SendMessageRequest;
import dev.minion.contracts.messages.SendMessageResponse;
import dev.minion.ledger.LedgerTest;
import io.quarkus.grpc.GrpcService;
import jakarta.inject.Inject;
import java.util.List;

/** What the tests of messages share. */
abstract class Messages extends LedgerTest {

    @Inject @GrpcService AgentMessages messages;

    SendMessageRequest.Builder message(RecipientKind kind, String to) {
        return SendMessageRequest.newBuilder()
                .setId(Ids.toBytes(ids.next()))
                .setNamespace(namespace)
                .setSender("planner")
                .setTo(Recipient.newBuilder().setKind(kind).setName(to))
                .setBody(ByteString.copyFromUtf8("{\"n\":1}"));
    }

    SendMessageRequest.Builder to(String agent) {
        return message(RecipientKind.AGENT, agent);
    }

    SendMessageResponse trySend(SendMessageRequest.Builder request) {
        return now(messages.sendMessage(request.build()));
    }

    AgentMessage send(SendMessageRequest.Builder request) {
        SendMessageResponse answer = trySend(request);
        assertThat(answer.hasMessage()).as(answer.getProblem().getDetail()).isTrue();
        return answer.getMessage();
    }

    List<AgentMessage> inbox(String agent) {
        return now(messages.readInbox(
                        ReadInboxRequest.newBuilder()
                                .setNamespace(namespace)
                                .setAgent(agent)
                                .build()))
                .getMessagesList();
    }

    AgentMessage stored(AgentMessage message) {
        return now(messages.getMessage(
                        GetMessageRequest.newBuilder()
                                .setNamespace(namespace)
                                .setId(message.getId())
                                .build()))
                .getMessage();
    }

    DeliveryResult acknowledge(String agent, AgentMessage message, DeliveryStatus status) {
        return now(
                messages.acknowledgeMessage(
                        AcknowledgeMessageRequest.newBuilder()
                                .setNamespace(namespace)
                                .setAgent(agent)
                                .setId(message.getId())
                                .setStatus(status)
                                .setReason(status == DeliveryStatus.FAILED ? "cannot" : "")
                                .build()));
    }

    ListMessagesRequest.Builder listing() {
        return ListMessagesRequest.newBuilder().setNamespace(namespace).setOldestFirst(true);
    }

    List<AgentMessage> list(ListMessagesRequest.Builder request) {
        return now(messages.listMessages(request.build())).getMessagesList();
    }
}
