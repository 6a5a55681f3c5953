package dev.minion.coordinator.api;

import static dev.minion.coordinator.api.Client.get;
import static dev.minion.coordinator.api.Client.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.ChildrenSummary;
import dev.minion.contracts.ledger.Graph;
import dev.minion.contracts.ledger.GraphDirection;
import dev.minion.contracts.ledger.GraphEdge;
import dev.minion.contracts.ledger.GraphNode;
import dev.minion.contracts.tasks.DependencyPolicy;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.coordinator.doubles.TaskGraphDouble;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class FamilyApiTest {

    @Inject @GrpcService TaskGraphDouble graphs;

    @Test
    void theChildrenOfATaskAreAList() {
        UUID parent = submit("family");
        UUID first = submit("family", child(parent));
        UUID second = submit("family", child(parent));
        submit("family");

        get("/" + parent + "/children")
                .statusCode(200)
                .body("items.id", containsInAnyOrder(first.toString(), second.toString()))
                .body("items[0].parent_id", equalTo(parent.toString()));
        get("/" + parent + "/children?limit=1&count=true")
                .statusCode(200)
                .body("items", hasSize(1))
                .body("total", equalTo(2));
        get("?parent_id=" + parent).statusCode(200).body("items", hasSize(2));
    }

    @Test
    void aSummaryTellsHowFarTheyAre() {
        UUID parent = UUID.randomUUID();
        graphs.summary(
                Ids.toBytes(parent),
                ChildrenSummary.newBuilder()
                        .setTotal(3)
                        .putByStatus("completed", 2)
                        .putByStatus("running", 1)
                        .setProgress(200.0 / 3)
                        .build());

        get("/" + parent + "/children/summary")
                .statusCode(200)
                .body("total", equalTo(3))
                .body("by_status.completed", equalTo(2))
                .body("by_status.running", equalTo(1))
                .body("progress", equalTo(66.7f))
                .body("truncated", equalTo(false));
    }

    @Test
    void aGraphHasItsTasksAndEdges() {
        ByteString from = Ids.toBytes(UUID.randomUUID());
        UUID task = UUID.randomUUID();
        graphs.graph(
                Ids.toBytes(task),
                Graph.newBuilder()
                        .addNodes(
                                GraphNode.newBuilder()
                                        .setId(Ids.toBytes(task))
                                        .setName("join")
                                        .setType("demo.echo")
                                        .setStatus(TaskStatus.BLOCKED)
                                        .setOnDependencyFailure(DependencyPolicy.DEPENDENCY_SKIP))
                        .addEdges(
                                GraphEdge.newBuilder()
                                        .setFrom(from)
                                        .setTo(Ids.toBytes(task))
                                        .setSettled(true))
                        .setTruncated(true)
                        .build());

        get("/" + task + "/graph?direction=up&depth=2&limit=5")
                .statusCode(200)
                .body("nodes.name", contains("join"))
                .body("nodes[0].status", equalTo("blocked"))
                .body("nodes[0].on_dependency_failure", equalTo("skip"))
                .body("edges[0].from", equalTo(Ids.fromBytes(from).toString()))
                .body("edges[0].to", equalTo(task.toString()))
                .body("edges[0].settled", equalTo(true))
                .body("truncated", equalTo(true));
        var asked = graphs.asked().orElseThrow();
        assertThat(asked.getDirection()).isEqualTo(GraphDirection.GRAPH_UP);
        assertThat(asked.getDepth()).isEqualTo(2);
        assertThat(asked.getLimit()).isEqualTo(5);
        assertThat(asked.getNamespace()).isEqualTo("default");
    }

    @Test
    void whatIsNotThereHasNeitherChildrenNorGraph() {
        UUID nobody = UUID.randomUUID();

        for (String path : new String[] {"/children", "/children/summary", "/graph"}) {
            get("/" + nobody + path).statusCode(404).body("code", equalTo("task-not-found"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/graph?direction=sideways",
                "/graph?depth=0",
                "/graph?depth=1001",
                "/graph?limit=10001",
                "/graph?limit=many",
                "/graph?colour=red",
                "/children?parent_id=0199aaaa-0000-7000-8000-000000000000",
                "/children?limit=0",
                "/children/summary?limit=1"
            })
    void badParametersAreNamed(String path) {
        UUID task = submit("family");

        get("/" + task + path)
                .statusCode(400)
                .body("code", equalTo("bad-parameter"))
                .body("errors", hasSize(1));
    }

    private static String child(UUID parent) {
        return "\"parent_id\":\"%s\"".formatted(parent);
    }
}
