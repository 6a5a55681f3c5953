package dev.minion.coordinator.doubles;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.ledger.GetPurgeRequest;
import dev.minion.contracts.ledger.GetSizesRequest;
import dev.minion.contracts.ledger.GroupSize;
import dev.minion.contracts.ledger.LedgerAdmin;
import dev.minion.contracts.ledger.Purge;
import dev.minion.contracts.ledger.PurgeCount;
import dev.minion.contracts.ledger.PurgeResult;
import dev.minion.contracts.ledger.RestoreRequest;
import dev.minion.contracts.ledger.RestoreResponse;
import dev.minion.contracts.ledger.Sizes;
import dev.minion.contracts.ledger.StartPurgeRequest;
import dev.minion.contracts.ledger.TableSize;
import dev.minion.contracts.tasks.TaskStatus;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The ledger's manners towards those who run it. A purge is a third further at every look. */
@GrpcService
public class LedgerAdminDouble implements LedgerAdmin {

    private final Map<ByteString, Purge> purges = new HashMap<>();
    private final List<StartPurgeRequest> started = new ArrayList<>();
    private final List<RestoreRequest> restores = new ArrayList<>();
    private final Deque<RestoreResponse> prepared = new ArrayDeque<>();

    /** What was begun so far. */
    public synchronized List<StartPurgeRequest> started() {
        return List.copyOf(started);
    }

    /** What was asked to be restored so far. */
    public synchronized List<RestoreRequest> restores() {
        return List.copyOf(restores);
    }

    /** The next restores are answered with these. */
    public synchronized void prepare(RestoreResponse... answers) {
        prepared.clear();
        restores.clear();
        prepared.addAll(List.of(answers));
    }

    @Override
    public synchronized Uni<PurgeResult> startPurge(StartPurgeRequest request) {
        started.add(request);
        Purge purge =
                Purge.newBuilder()
                        .setId(request.getId())
                        .setKind(request.getKind())
                        .setOlderThanMs(request.getOlderThanMs())
                        .setBeforeUs(TaskStore.NOW_US)
                        .setDryRun(request.getDryRun())
                        .setStartedAtUs(TaskStore.NOW_US)
                        .build();
        purges.put(request.getId(), purge);
        return result(purge);
    }

    @Override
    public synchronized Uni<PurgeResult> getPurge(GetPurgeRequest request) {
        Purge purge = purges.get(request.getId());
        if (purge == null) {
            return Uni.createFrom()
                    .item(
                            PurgeResult.newBuilder()
                                    .setProblem(
                                            TaskStore.problem(
                                                    FailureCode.PURGE_NOT_FOUND,
                                                    "no such purge",
                                                    ""))
                                    .build());
        }
        Purge further = further(purge);
        purges.put(request.getId(), further);
        return result(further);
    }

    private static Purge further(Purge purge) {
        double percent = Math.min(100, purge.getPercent() + 34);
        return purge.toBuilder()
                .setPercent(percent)
                .setFinished(percent == 100)
                .setFinishedAtUs(percent == 100 ? TaskStore.NOW_US : 0)
                .setScanned(purge.getScanned() + 10)
                .setHeld(1)
                .clearCounts()
                .addCounts(count(TaskStatus.COMPLETED, purge.getScanned() + 5))
                .addCounts(count(TaskStatus.TIMED_OUT, 2))
                .build();
    }

    private static PurgeCount.Builder count(TaskStatus status, long tasks) {
        return PurgeCount.newBuilder()
                .setStatus(status)
                .setType("demo.echo")
                .setTasks(tasks)
                .setProgress(2 * tasks)
                .setBytes(100 * tasks);
    }

    private static Uni<PurgeResult> result(Purge purge) {
        return Uni.createFrom().item(PurgeResult.newBuilder().setPurge(purge).build());
    }

    @Override
    public synchronized Uni<RestoreResponse> restore(RestoreRequest request) {
        restores.add(request);
        return Uni.createFrom()
                .item(
                        prepared.isEmpty()
                                ? RestoreResponse.getDefaultInstance()
                                : prepared.remove());
    }

    @Override
    public Uni<Sizes> getSizes(GetSizesRequest request) {
        return Uni.createFrom()
                .item(
                        Sizes.newBuilder()
                                .addTables(table("tasks", 3_000, 900_000))
                                .addTables(table("task_progress", 10, 8_192))
                                .addGroups(
                                        GroupSize.newBuilder()
                                                .setNamespace("default")
                                                .setType("demo.echo")
                                                .setTasks(3_000)
                                                .setBytes(800_000))
                                .setSampled(0.25)
                                .build());
    }

    private static TableSize.Builder table(String name, long rows, long bytes) {
        return TableSize.newBuilder().setName(name).setRows(rows).setBytes(bytes);
    }
}
