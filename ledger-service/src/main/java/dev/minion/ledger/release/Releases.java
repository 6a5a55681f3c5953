package dev.minion.ledger.release;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.Release;
import dev.minion.contracts.ledger.ReleaseResult;
import dev.minion.contracts.ledger.ReleaseTasksRequest;
import dev.minion.contracts.ledger.ReleaseTasksResponse;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.ledger.state.AttemptRules;
import dev.minion.ledger.state.TaskState;
import dev.minion.ledger.state.Verdict;
import dev.minion.ledger.transition.Decided;
import dev.minion.ledger.transition.LockedTask;
import dev.minion.ledger.transition.Transaction;
import dev.minion.ledger.transition.Transactions;
import io.vertx.core.Future;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Gives lost or late attempts back, each with the next fence (architecture, step 7). */
@ApplicationScoped
public class Releases {

    private final Transactions transactions;

    Releases(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Releases what still has the fence that the caller knew. */
    public Future<ReleaseTasksResponse> release(ReleaseTasksRequest request) {
        return transactions.run(transaction -> release(transaction, request.getReleasesList()));
    }

    private static Future<ReleaseTasksResponse> release(
            Transaction transaction, List<Release> releases) {
        Map<UUID, Release> wanted = new HashMap<>();
        releases.forEach(r -> wanted.putIfAbsent(Ids.fromBytes(r.getTaskId()), r));
        return transaction
                .lock(wanted.keySet())
                .compose(
                        locked -> {
                            Map<UUID, Decided> decisions = new HashMap<>();
                            locked.forEach(
                                    (id, task) -> {
                                        Release wish = wanted.get(id);
                                        if (wish != null
                                                && decide(transaction, task, wish)
                                                        instanceof Verdict.Accepted accepted) {
                                            decisions.put(id, Decided.of(task, accepted));
                                        }
                                    });
                            return transaction
                                    .write(new ArrayList<>(decisions.values()))
                                    .map(
                                            done ->
                                                    answer(
                                                            releases,
                                                            locked,
                                                            decisions,
                                                            ready(transaction)));
                        });
    }

    private static Verdict decide(Transaction transaction, LockedTask task, Release wish) {
        return AttemptRules.release(
                task.state(),
                wish.getFence(),
                wish.getReason(),
                wish.getDetail(),
                wish.getStarted(),
                transaction.moment());
    }

    private static Map<ByteString, ReadyTask> ready(Transaction transaction) {
        Map<ByteString, ReadyTask> ready = new HashMap<>();
        transaction.effects().ready().forEach(task -> ready.put(task.getTaskId(), task));
        return ready;
    }

    private static ReleaseTasksResponse answer(
            List<Release> releases,
            Map<UUID, LockedTask> locked,
            Map<UUID, Decided> decisions,
            Map<ByteString, ReadyTask> ready) {
        ReleaseTasksResponse.Builder response = ReleaseTasksResponse.newBuilder();
        for (Release release : releases) {
            UUID id = Ids.fromBytes(release.getTaskId());
            response.addResults(
                    result(
                            release.getTaskId(),
                            locked.get(id),
                            decisions.get(id),
                            ready.get(release.getTaskId())));
        }
        return response.build();
    }

    private static ReleaseResult result(
            ByteString id,
            @Nullable LockedTask task,
            @Nullable Decided decided,
            @Nullable ReadyTask ready) {
        ReleaseResult.Builder result =
                ReleaseResult.newBuilder().setTaskId(id).setReleased(decided != null);
        if (task != null) {
            TaskState now = decided == null ? task.state() : decided.after();
            result.setStatus(now.status()).setFence(now.fence());
        }
        if (decided != null && ready != null) {
            result.setTask(ready);
        }
        return result.build();
    }
}
