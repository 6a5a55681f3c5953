package dev.minion.coordinator.message;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.messages.SendMessageRequest;
import dev.minion.contracts.messages.SendMessageResponse;
import dev.minion.coordinator.http.Answers;
import dev.minion.coordinator.http.Caller;
import dev.minion.coordinator.http.IdempotencyHeader;
import dev.minion.coordinator.http.QueryParameters;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;

/** Messages between agents: send them, and what became of them. */
@Path("/api/v1/messages")
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, Answers.PROBLEM_JSON})
class MessageResource {

    private final MessageCalls messages;
    private final Ids ids;

    MessageResource(MessageCalls messages, Ids ids) {
        this.messages = messages;
        this.ids = ids;
    }

    @POST
    public Uni<RestResponse<Buffer>> send(@Context RoutingContext request, byte[] body) {
        Caller caller = Caller.of(request);
        var ignored = QueryParameters.of(request, Set.of());
        String key = IdempotencyHeader.of(request);
        SendMessageRequest.Builder message =
                MessageBodies.message(body).setNamespace(caller.namespace());
        if (!key.isEmpty()) {
            message.setPayloadHash(hash(message.build())).setIdempotencyKey(key);
        }
        return messages.send(message.setId(Ids.toBytes(ids.next())).build())
                .map(MessageResource::sent);
    }

    @GET
    public Uni<RestResponse<Buffer>> list(@Context RoutingContext request) {
        return messages.list(HistoryQuery.parse(request, Caller.of(request).namespace()))
                .map(
                        page ->
                                Answers.ok(
                                        MessageJson.page(
                                                page.getMessagesList(), page.getNextCursor())));
    }

    @GET
    @Path("/{id}")
    public Uni<RestResponse<Buffer>> get(
            @PathParam("id") String id, @Context RoutingContext request) {
        Caller caller = Caller.of(request);
        return messages.get(caller.namespace(), id(id))
                .map(message -> Answers.ok(MessageJson.document(message)));
    }

    /**
     * The id in a path.
     *
     * @throws dev.minion.coordinator.problem.ProblemException bad-parameter where it is none
     */
    static ByteString id(String text) {
        UUID id = Ids.parse(text);
        if (id == null) {
            throw QueryParameters.badPath("message id", "is not a UUID");
        }
        return Ids.toBytes(id);
    }

    private static RestResponse<Buffer> sent(SendMessageResponse answer) {
        String id = Ids.fromBytes(answer.getMessage().getId()).toString();
        var response =
                Answers.json(201, MessageJson.document(answer.getMessage()))
                        .header("Location", "/api/v1/messages/" + id);
        if (answer.getReplayed()) {
            response.header(IdempotencyHeader.REPLAYED, "true");
        }
        return response.build();
    }

    private static ByteString hash(SendMessageRequest message) {
        try {
            return ByteString.copyFrom(
                    MessageDigest.getInstance("SHA-256").digest(message.toByteArray()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
