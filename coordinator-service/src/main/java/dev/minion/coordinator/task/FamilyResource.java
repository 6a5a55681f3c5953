package dev.minion.coordinator.task;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.ChildrenSummary;
import dev.minion.contracts.ledger.GetGraphRequest;
import dev.minion.contracts.ledger.Graph;
import dev.minion.contracts.ledger.GraphDirection;
import dev.minion.contracts.ledger.SummarizeChildrenRequest;
import dev.minion.contracts.ledger.TaskGraph;
import dev.minion.coordinator.http.Answers;
import dev.minion.coordinator.http.Caller;
import dev.minion.coordinator.http.QueryParameters;
import dev.minion.coordinator.http.RequestId;
import dev.minion.coordinator.json.JsonOut;
import dev.minion.coordinator.ledger.LedgerCalls;
import dev.minion.coordinator.problem.ProblemException;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;

/** How tasks hang together: children, and graphs of dependencies. */
@Path("/api/v1/tasks/{id}")
@Produces({MediaType.APPLICATION_JSON, Answers.PROBLEM_JSON})
class FamilyResource {

    private static final Set<String> GRAPH = Set.of("direction", "depth", "limit");
    private static final int DEPTH = 10;
    private static final int DEEPEST = 1_000;
    private static final int NODES = 1_000;
    private static final int MOST_NODES = 10_000;

    private final LedgerCalls calls;
    private final TaskGraph graphs;
    private final TaskLists lists;
    private final TaskReader reader;

    FamilyResource(
            LedgerCalls calls,
            @GrpcClient("ledger") TaskGraph graphs,
            TaskLists lists,
            TaskReader reader) {
        this.calls = calls;
        this.graphs = graphs;
        this.lists = lists;
        this.reader = reader;
    }

    @GET
    @Path("/children")
    public Uni<RestResponse<Buffer>> children(
            @PathParam("id") String id, @Context RoutingContext request) {
        String namespace = Caller.of(request).namespace();
        UUID task = RequestId.ofPath(id);
        var query = ListQuery.parse(request, namespace, task);
        return reader.read(namespace, task)
                .invoke(
                        found -> {
                            if (found.isEmpty()) {
                                throw TaskChanges.notFound(task);
                            }
                        })
                .chain(_ -> lists.answer(query, request));
    }

    @GET
    @Path("/children/summary")
    public Uni<RestResponse<Buffer>> summary(
            @PathParam("id") String id, @Context RoutingContext request) {
        var ignored = QueryParameters.of(request, Set.of());
        var question =
                SummarizeChildrenRequest.newBuilder()
                        .setNamespace(Caller.of(request).namespace())
                        .setId(Ids.toBytes(RequestId.ofPath(id)))
                        .build();
        return calls.patiently(() -> graphs.summarizeChildren(question))
                .map(FamilyResource::document);
    }

    @GET
    @Path("/graph")
    public Uni<RestResponse<Buffer>> graph(
            @PathParam("id") String id, @Context RoutingContext request) {
        QueryParameters query = QueryParameters.of(request, GRAPH);
        var question =
                GetGraphRequest.newBuilder()
                        .setNamespace(Caller.of(request).namespace())
                        .setId(Ids.toBytes(RequestId.ofPath(id)))
                        .setDirection(direction(query.textOrEmpty("direction")))
                        .setDepth((int) query.number("depth", DEPTH, 1, DEEPEST))
                        .setLimit((int) query.number("limit", NODES, 1, MOST_NODES))
                        .build();
        return calls.patiently(() -> graphs.getGraph(question)).map(FamilyResource::document);
    }

    private static GraphDirection direction(String text) {
        return switch (text) {
            case "", "both" -> GraphDirection.GRAPH_BOTH;
            case "up" -> GraphDirection.GRAPH_UP;
            case "down" -> GraphDirection.GRAPH_DOWN;
            default -> throw QueryParameters.bad("direction", "must be up, down or both");
        };
    }

    private static RestResponse<Buffer> document(ChildrenSummary summary) {
        if (summary.hasProblem()) {
            throw ProblemException.of(summary.getProblem());
        }
        JsonOut out = new JsonOut(500);
        out.object().number("total", summary.getTotal()).object("by_status");
        summary.getByStatusMap().forEach(out::number);
        return Answers.ok(
                out.endObject()
                        .number("progress", Math.round(summary.getProgress() * 10) / 10.0)
                        .bool("truncated", summary.getTruncated())
                        .endObject());
    }

    private static RestResponse<Buffer> document(Graph graph) {
        if (graph.hasProblem()) {
            throw ProblemException.of(graph.getProblem());
        }
        JsonOut out = new JsonOut(200 * (1 + graph.getNodesCount() + graph.getEdgesCount()));
        out.object().array("nodes");
        graph.getNodesList()
                .forEach(
                        node ->
                                out.object()
                                        .uuid("id", node.getId())
                                        .text("name", node.getName())
                                        .text("type", node.getType())
                                        .text("status", Statuses.text(node.getStatus()))
                                        .text(
                                                "on_dependency_failure",
                                                TaskJson.policy(node.getOnDependencyFailure()))
                                        .endObject());
        out.endArray().array("edges");
        graph.getEdgesList()
                .forEach(
                        edge ->
                                out.object()
                                        .uuid("from", edge.getFrom())
                                        .uuid("to", edge.getTo())
                                        .bool("settled", edge.getSettled())
                                        .endObject());
        return Answers.ok(out.endArray().bool("truncated", graph.getTruncated()).endObject());
    }
}
