package dev.minion.ledger.task;

import dev.minion.contracts.ledger.GetTasksRequest;
import dev.minion.contracts.ledger.GetTasksResponse;
import dev.minion.ledger.cache.TaskCache;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;

/** How one more replica of the ledger reads. */
public final class ReplicaReads {

    private final TaskReads reads;

    public ReplicaReads(Pool pool, TaskCache cache) {
        this.reads = new TaskReads(pool, cache);
    }

    public Future<GetTasksResponse> get(GetTasksRequest request) {
        return reads.get(request);
    }
}
