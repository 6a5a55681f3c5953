package dev.minion.coordinator.doubles;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.ledger.ChildrenSummary;
import dev.minion.contracts.ledger.GetGraphRequest;
import dev.minion.contracts.ledger.Graph;
import dev.minion.contracts.ledger.SummarizeChildrenRequest;
import dev.minion.contracts.ledger.TaskGraph;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Answers for the ledger's graphs with what a test has told it. */
@GrpcService
public class TaskGraphDouble implements TaskGraph {

    private final Map<ByteString, ChildrenSummary> summaries = new ConcurrentHashMap<>();
    private final Map<ByteString, Graph> graphs = new ConcurrentHashMap<>();
    private volatile @Nullable GetGraphRequest asked;

    /** The summary of that task's children from now on. */
    public void summary(ByteString id, ChildrenSummary summary) {
        summaries.put(id, summary);
    }

    /** The graph around that task from now on. */
    public void graph(ByteString id, Graph graph) {
        graphs.put(id, graph);
    }

    /** The last question for a graph. */
    public Optional<GetGraphRequest> asked() {
        return Optional.ofNullable(asked);
    }

    @Override
    public Uni<ChildrenSummary> summarizeChildren(SummarizeChildrenRequest request) {
        ChildrenSummary summary = summaries.get(request.getId());
        return Uni.createFrom()
                .item(
                        summary != null
                                ? summary
                                : ChildrenSummary.newBuilder()
                                        .setProblem(
                                                TaskStore.problem(
                                                        FailureCode.TASK_NOT_FOUND, "no task", ""))
                                        .build());
    }

    @Override
    public Uni<Graph> getGraph(GetGraphRequest request) {
        asked = request;
        Graph graph = graphs.get(request.getId());
        return Uni.createFrom()
                .item(
                        graph != null
                                ? graph
                                : Graph.newBuilder()
                                        .setProblem(
                                                TaskStore.problem(
                                                        FailureCode.TASK_NOT_FOUND, "no task", ""))
                                        .build());
    }
}
