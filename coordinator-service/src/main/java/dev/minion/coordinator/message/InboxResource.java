package dev.minion.coordinator.message;

import dev.minion.contracts.Limits;
import dev.minion.contracts.messages.AcknowledgeMessageRequest;
import dev.minion.coordinator.http.Answers;
import dev.minion.coordinator.http.QueryParameters;
import dev.minion.coordinator.json.JsonOut;
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
import java.time.Duration;
import java.util.Set;
import org.jboss.resteasy.reactive.RestResponse;

/** What an agent has to read, and what it says of it. The agent need not be known. */
@Path("/api/v1/agents/{id}/inbox")
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, Answers.PROBLEM_JSON})
class InboxResource {

    private static final Set<String> PARAMETERS = Set.of("wait", "limit");
    private static final int DEFAULT_PAGE = 50;

    private final MessageCalls messages;
    private final InboxWaits waits;
    private final InboxFeed feed;
    private final InboxSettings settings;

    InboxResource(MessageCalls messages, InboxWaits waits, InboxFeed feed, InboxSettings settings) {
        this.messages = messages;
        this.waits = waits;
        this.feed = feed;
        this.settings = settings;
    }

    @GET
    public Uni<RestResponse<Buffer>> read(
            @PathParam("id") String id, @Context RoutingContext request) {
        Inbox inbox = Inbox.of(request, id);
        QueryParameters query = QueryParameters.of(request, PARAMETERS);
        int limit = (int) query.number("limit", DEFAULT_PAGE, 1, Limits.INBOX_MESSAGES);
        Duration wait = query.duration("wait", settings.longestWait());
        return waits.read(inbox, limit, wait).map(found -> Answers.ok(MessageJson.page(found, "")));
    }

    @POST
    @Path("/{message}/ack")
    public Uni<RestResponse<Buffer>> acknowledge(
            @PathParam("id") String id,
            @PathParam("message") String message,
            @Context RoutingContext request,
            byte[] body) {
        Inbox inbox = Inbox.of(request, id);
        AcknowledgeMessageRequest end =
                MessageBodies.acknowledgement(body)
                        .setNamespace(inbox.namespace())
                        .setAgent(inbox.agent())
                        .setId(MessageResource.id(message))
                        .build();
        return messages.acknowledge(end)
                .invoke(_ -> feed.wake(inbox))
                .map(delivery -> Answers.ok(MessageJson.write(new JsonOut(256), delivery)));
    }
}
