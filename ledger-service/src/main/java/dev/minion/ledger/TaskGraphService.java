package dev.minion.ledger;

import dev.minion.contracts.ledger.ChildrenSummary;
import dev.minion.contracts.ledger.GetGraphRequest;
import dev.minion.contracts.ledger.Graph;
import dev.minion.contracts.ledger.SummarizeChildrenRequest;
import dev.minion.contracts.ledger.TaskGraph;
import dev.minion.ledger.graph.Children;
import dev.minion.ledger.graph.GraphReads;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;

/** The gRPC service of families and graphs; failures as {@link CallAnswers} has them. */
@GrpcService
class TaskGraphService implements TaskGraph {

    private final Children children;
    private final GraphReads graphs;

    TaskGraphService(Children children, GraphReads graphs) {
        this.children = children;
        this.graphs = graphs;
    }

    @Override
    public Uni<ChildrenSummary> summarizeChildren(SummarizeChildrenRequest request) {
        return CallAnswers.of(() -> children.summarize(request));
    }

    @Override
    public Uni<Graph> getGraph(GetGraphRequest request) {
        return CallAnswers.of(() -> graphs.read(request));
    }
}
