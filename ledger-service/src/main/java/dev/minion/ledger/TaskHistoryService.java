package dev.minion.ledger;

import dev.minion.contracts.ledger.GetTimelineRequest;
import dev.minion.contracts.ledger.TaskHistory;
import dev.minion.contracts.ledger.Timeline;
import dev.minion.ledger.history.Timelines;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;

/** The gRPC service of what became of tasks; failures as {@link CallAnswers} has them. */
@GrpcService
class TaskHistoryService implements TaskHistory {

    private final Timelines timelines;

    TaskHistoryService(Timelines timelines) {
        this.timelines = timelines;
    }

    @Override
    public Uni<Timeline> getTimeline(GetTimelineRequest request) {
        return CallAnswers.of(() -> timelines.read(request));
    }
}
