package dev.minion.ledger.graph;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.GetGraphRequest;
import dev.minion.contracts.ledger.Graph;
import dev.minion.contracts.ledger.GraphDirection;
import dev.minion.contracts.ledger.GraphEdge;
import dev.minion.contracts.ledger.GraphNode;
import dev.minion.contracts.tasks.DependencyPolicy;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.task.Problems;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Reads the graph around a task, breadth first. */
@ApplicationScoped
public class GraphReads {

    /** Of one level; a graph with more is told as truncated. */
    private static final int EDGES = 50_000;

    private static final String NODES =
            """
            select t.id, t.name, t.type, t.status, t.on_dependency_failure from ledger.tasks t
            where t.id = any($1::uuid[]) and t.namespace = $2 order by t.id
            """;

    private static final String UP =
            """
            select d.depends_on, d.task_id, d.settled from ledger.task_dependencies d
            where d.task_id = any($1::uuid[]) order by d.task_id, d.position limit $2
            """;

    private static final String DOWN =
            """
            select d.depends_on, d.task_id, d.settled from ledger.task_dependencies d
            where d.depends_on = any($1::uuid[]) order by d.depends_on, d.task_id limit $2
            """;

    private final Pool pool;

    GraphReads(Pool pool) {
        this.pool = pool;
    }

    /** The graph, or the problem task-not-found. */
    public Future<Graph> read(GetGraphRequest request) {
        return new Walk(request).run();
    }

    private record Edge(UUID from, UUID to) {}

    /** One reading. */
    private final class Walk {

        private final String namespace;
        private final UUID root;
        private final GraphDirection direction;
        private final int depth;
        private final int limit;
        private final Map<UUID, GraphNode> nodes = new LinkedHashMap<>();

        /** Whether each is settled. */
        private final Map<Edge, Boolean> edges = new LinkedHashMap<>();

        private boolean truncated;

        Walk(GetGraphRequest request) {
            namespace = request.getNamespace();
            root = Ids.fromBytes(request.getId());
            direction = request.getDirection();
            depth = Math.max(1, request.getDepth());
            limit = Math.max(1, request.getLimit());
        }

        Future<Graph> run() {
            return nodes(List.of(root))
                    .compose(
                            found ->
                                    found.isEmpty()
                                            ? Future.succeededFuture(notFound())
                                            : level(found, 1).map(done -> graph()));
        }

        private Future<Void> level(Collection<UUID> frontier, int level) {
            return edges(frontier)
                    .compose(
                            beyond -> {
                                if (beyond.isEmpty()) {
                                    return Future.succeededFuture();
                                }
                                int room = limit - nodes.size();
                                if (level > depth || room == 0) {
                                    truncated = true;
                                    return Future.succeededFuture();
                                }
                                truncated |= beyond.size() > room;
                                return nodes(beyond.stream().limit(room).toList())
                                        .compose(
                                                found ->
                                                        found.isEmpty()
                                                                ? Future.succeededFuture()
                                                                : level(found, level + 1));
                            });
        }

        /** Reads the edges of a level; the ends that are not known yet, in order. */
        private Future<Set<UUID>> edges(Collection<UUID> frontier) {
            Tuple question =
                    Tuple.tuple()
                            .addArrayOfUUID(frontier.toArray(UUID[]::new))
                            .addInteger(EDGES + 1);
            Set<UUID> beyond = new LinkedHashSet<>();
            Future<Void> up =
                    direction == GraphDirection.GRAPH_DOWN
                            ? Future.succeededFuture()
                            : edges(UP, question, beyond);
            return up.compose(
                            done ->
                                    direction == GraphDirection.GRAPH_UP
                                            ? Future.succeededFuture()
                                            : edges(DOWN, question, beyond))
                    .map(done -> beyond);
        }

        private Future<Void> edges(String statement, Tuple question, Set<UUID> beyond) {
            return pool.preparedQuery(statement)
                    .execute(question)
                    .map(
                            rows -> {
                                truncated |= rows.size() > EDGES;
                                for (Row row : rows) {
                                    Edge edge = new Edge(row.getUUID(0), row.getUUID(1));
                                    edges.put(edge, row.getBoolean(2));
                                    for (UUID end : List.of(edge.from, edge.to)) {
                                        if (!nodes.containsKey(end)) {
                                            beyond.add(end);
                                        }
                                    }
                                }
                                return null;
                            });
        }

        private Future<Set<UUID>> nodes(Collection<UUID> ids) {
            Tuple question =
                    Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new)).addString(namespace);
            return pool.preparedQuery(NODES)
                    .execute(question)
                    .map(
                            (RowSet<Row> rows) -> {
                                Set<UUID> found = new LinkedHashSet<>();
                                for (Row row : rows) {
                                    nodes.put(row.getUUID(0), node(row));
                                    found.add(row.getUUID(0));
                                }
                                return found;
                            });
        }

        private Graph graph() {
            Graph.Builder graph = Graph.newBuilder().setTruncated(truncated);
            graph.addAllNodes(nodes.values());
            edges.forEach(
                    (edge, settled) -> {
                        if (nodes.containsKey(edge.from) && nodes.containsKey(edge.to)) {
                            graph.addEdges(
                                    GraphEdge.newBuilder()
                                            .setFrom(Ids.toBytes(edge.from))
                                            .setTo(Ids.toBytes(edge.to))
                                            .setSettled(settled));
                        }
                    });
            return graph.build();
        }
    }

    private static GraphNode node(Row row) {
        return GraphNode.newBuilder()
                .setId(Ids.toBytes(row.getUUID(0)))
                .setName(row.getString(1))
                .setType(row.getString(2))
                .setStatus(TaskStatus.forNumber(row.getShort(3)))
                .setOnDependencyFailure(DependencyPolicy.forNumber(row.getShort(4)))
                .build();
    }

    private static Graph notFound() {
        return Graph.newBuilder()
                .setProblem(Problems.of(FailureCode.TASK_NOT_FOUND, "no such task"))
                .build();
    }
}
