package dev.minion.ledger.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.minion.contracts.ledger.CreatedTask;
import dev.minion.contracts.ledger.GetGraphRequest;
import dev.minion.contracts.ledger.GetTasksRequest;
import dev.minion.contracts.ledger.Graph;
import dev.minion.contracts.ledger.GraphDirection;
import dev.minion.contracts.ledger.GraphEdge;
import dev.minion.contracts.ledger.GraphNode;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.ReportAttemptsRequest;
import dev.minion.contracts.ledger.TaskGraph;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.contracts.tasks.DependencyPolicy;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Graphs of dependencies, small ones whole and large ones in time. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class GraphTest extends LedgerTest {

    private static final int WIDTH = 10;
    private static final int DEEP = 1_000;
    private static final int SHALLOW = 250;

    /** How many more rows each task of a graph of four times the size may touch; timers do, too. */
    private static final double GROWTH = 1.5;

    private static final Duration QUIET = Duration.ofSeconds(2);

    /** Rows that statements on tasks and their dependencies have read or written. */
    private static final String TOUCHED =
            """
            select sum(coalesce(idx_tup_fetch, 0) + seq_tup_read + n_tup_ins + n_tup_upd)
            from pg_stat_user_tables
            where schemaname = 'ledger' and relname in ('tasks', 'task_dependencies')
            """;

    @Inject @GrpcService TaskGraph graph;

    @Test
    void aGraphIsReadUpAndDownWithWhatIsSettled() {
        NewTask.Builder a = task("a").setRef("a");
        NewTask.Builder b = task("b").setRef("b").addDependencies("a");
        NewTask.Builder c =
                task("c")
                        .setRef("c")
                        .addDependencies("a")
                        .setOnDependencyFailure(DependencyPolicy.DEPENDENCY_SKIP);
        NewTask.Builder d = task("d").setRef("d").addDependencies("b").addDependencies("c");
        NewTask.Builder e = task("e").addDependencies("d");
        create(true, a, b, c, d, e);
        call(List.of(a));

        Graph down = graph(a, GraphDirection.GRAPH_DOWN, 10, 100);
        assertThat(down.getNodesList())
                .extracting(GraphNode::getName)
                .containsExactly("a", "b", "c", "d", "e");
        assertThat(down.getNodes(0).getStatus()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(down.getNodes(2).getOnDependencyFailure())
                .isEqualTo(DependencyPolicy.DEPENDENCY_SKIP);
        assertThat(down.getEdgesList())
                .filteredOn(GraphEdge::getSettled)
                .containsExactlyInAnyOrder(edge(a, b, true), edge(a, c, true));
        assertThat(down.getEdgesList())
                .filteredOn(open -> !open.getSettled())
                .containsExactlyInAnyOrder(edge(b, d, false), edge(c, d, false), edge(d, e, false));
        assertThat(down.getTruncated()).isFalse();

        Graph up = graph(d, GraphDirection.GRAPH_UP, 10, 100);
        assertThat(up.getNodesList())
                .extracting(GraphNode::getName)
                .containsExactly("d", "b", "c", "a");
        assertThat(up.getEdgesList()).hasSize(4);

        Graph near = graph(d, GraphDirection.GRAPH_BOTH, 1, 100);
        assertThat(near.getNodesList())
                .extracting(GraphNode::getName)
                .containsExactly("d", "b", "c", "e");
        assertThat(near.getTruncated()).isTrue();

        Graph few = graph(a, GraphDirection.GRAPH_DOWN, 10, 3);
        assertThat(few.getNodesList())
                .extracting(GraphNode::getName)
                .containsExactly("a", "b", "c");
        assertThat(few.getTruncated()).isTrue();
    }

    @Test
    void anotherNamespaceSeesNothing() {
        NewTask.Builder task = task("mine");
        create(task);
        namespace = "elsewhere";

        assertThat(graph(task, GraphDirection.GRAPH_BOTH, 1, 1).getProblem().getCode())
                .isEqualTo("task-not-found");
    }

    @Test
    void tenThousandTasksInAThousandLayersAreReleasedInOrderAndInLinearTime() throws Exception {
        double perTask = rowsPerTask(SHALLOW);

        assertThat(rowsPerTask(DEEP)).isLessThan(GROWTH * perTask);
        // Created, released, completed: nobody is written once for each of those before it.
        assertThat(
                        query(
                                "select max(version) from ledger.tasks where namespace = '"
                                        + namespace
                                        + "'"))
                .isEqualTo("3");
    }

    private double rowsPerTask(int depth) throws SQLException {
        long from = touched();
        List<List<NewTask.Builder>> layers = layered(depth, DependencyPolicy.DEPENDENCY_FAIL);
        for (int layer = 0; layer < depth; layer++) {
            assertThat(statuses(layers.get(layer))).containsOnly(TaskStatus.READY);
            if (layer + 1 < depth) {
                assertThat(statuses(layers.get(layer + 1))).containsOnly(TaskStatus.BLOCKED);
            }
            call(layers.get(layer));
        }
        assertThat(statuses(layers.getLast())).containsOnly(TaskStatus.COMPLETED);
        return (double) (touched() - from) / (depth * WIDTH);
    }

    /** Connections add to the statistics once a second, or when they are idle. */
    private long touched() throws SQLException {
        AtomicLong seen = new AtomicLong(-1);
        await().during(QUIET)
                .atMost(SOON)
                .until(() -> seen.getAndSet(Long.parseLong(query(TOUCHED))) == seen.get());
        return seen.get();
    }

    @ParameterizedTest
    @CsvSource({
        "DEPENDENCY_FAIL, FAILED",
        "DEPENDENCY_SKIP, CANCELLED",
        "DEPENDENCY_IGNORE, BLOCKED"
    })
    void aDeepGraphWhoseFirstLayerFailsEndsAsItsPolicySays(
            DependencyPolicy policy, TaskStatus end) {
        List<List<NewTask.Builder>> layers = layered(DEEP, policy);

        report(layers.getFirst().stream().map(t -> failed(t, 1, "no", false)).toList());

        if (policy == DependencyPolicy.DEPENDENCY_IGNORE) {
            assertThat(statuses(layers.get(1))).containsOnly(TaskStatus.READY);
        }
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(statuses(layers.getLast())).containsOnly(end));
        Graph around =
                graph(layers.get(1).getFirst(), GraphDirection.GRAPH_DOWN, DEEP, DEEP * WIDTH);
        assertThat(around.getTruncated()).isFalse();
        assertThat(around.getNodesCount()).isGreaterThan((DEEP - WIDTH) * WIDTH);
    }

    /** Each task of a layer depends on two of the layer before. */
    private List<List<NewTask.Builder>> layered(int depth, DependencyPolicy policy) {
        List<List<NewTask.Builder>> layers = new ArrayList<>(depth);
        List<NewTask.Builder> all = new ArrayList<>(depth * WIDTH);
        for (int layer = 0; layer < depth; layer++) {
            List<NewTask.Builder> tasks = new ArrayList<>(WIDTH);
            for (int i = 0; i < WIDTH; i++) {
                NewTask.Builder task =
                        task("layer " + layer)
                                .setRef(layer + "/" + i)
                                .setOnDependencyFailure(policy);
                if (layer > 0) {
                    task.addDependencies((layer - 1) + "/" + i)
                            .addDependencies((layer - 1) + "/" + (i + 1) % WIDTH);
                }
                tasks.add(task);
            }
            layers.add(tasks);
            all.addAll(tasks);
        }
        List<CreatedTask> created = create(true, all.toArray(NewTask.Builder[]::new));
        assertThat(created).noneMatch(CreatedTask::hasProblem);
        return layers;
    }

    private List<TaskStatus> statuses(List<NewTask.Builder> tasks) {
        var request = GetTasksRequest.newBuilder().setNamespace(namespace);
        tasks.forEach(task -> request.addIds(task.getId()));
        return now(ledger.getTasks(request.build())).getTasksList().stream()
                .map(Task::getStatus)
                .toList();
    }

    private void call(List<NewTask.Builder> tasks) {
        report(tasks.stream().map(task -> completed(task, 1, "1")).toList());
    }

    private void report(List<TaskEvent> events) {
        var answer = now(reported(ReportAttemptsRequest.newBuilder().addAllEvents(events).build()));
        assertThat(answer).isNotNull();
    }

    private Graph graph(NewTask.Builder task, GraphDirection direction, int depth, int limit) {
        return now(
                graph.getGraph(
                        GetGraphRequest.newBuilder()
                                .setNamespace(namespace)
                                .setId(task.getId())
                                .setDirection(direction)
                                .setDepth(depth)
                                .setLimit(limit)
                                .build()));
    }

    private static GraphEdge edge(NewTask.Builder from, NewTask.Builder to, boolean settled) {
        return GraphEdge.newBuilder()
                .setFrom(from.getId())
                .setTo(to.getId())
                .setSettled(settled)
                .build();
    }
}
