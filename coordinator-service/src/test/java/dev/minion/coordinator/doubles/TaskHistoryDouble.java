package dev.minion.coordinator.doubles;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.ledger.GetTimelineRequest;
import dev.minion.contracts.ledger.TaskHistory;
import dev.minion.contracts.ledger.Timeline;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Answers for the ledger's timelines with what a test has told it. */
@GrpcService
public class TaskHistoryDouble implements TaskHistory {

    private final Map<ByteString, Timeline> timelines = new ConcurrentHashMap<>();

    /** The timeline of that task from now on. */
    public void timeline(ByteString id, Timeline timeline) {
        timelines.put(id, timeline);
    }

    @Override
    public Uni<Timeline> getTimeline(GetTimelineRequest request) {
        Timeline unknown =
                Timeline.newBuilder()
                        .setProblem(TaskStore.problem(FailureCode.TASK_NOT_FOUND, "no task", ""))
                        .build();
        return Uni.createFrom().item(timelines.getOrDefault(request.getId(), unknown));
    }
}
