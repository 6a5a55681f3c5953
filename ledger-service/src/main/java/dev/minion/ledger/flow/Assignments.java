package dev.minion.ledger.flow;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.AssignResult;
import dev.minion.contracts.ledger.AssignTask;
import dev.minion.contracts.ledger.AssignTasksRequest;
import dev.minion.contracts.ledger.AssignTasksResponse;
import dev.minion.contracts.ledger.AssignVerdict;
import dev.minion.contracts.tasks.Flow;
import dev.minion.ledger.state.AttemptRules;
import dev.minion.ledger.state.Verdict;
import dev.minion.ledger.transition.Decided;
import dev.minion.ledger.transition.LockedTask;
import dev.minion.ledger.transition.Transaction;
import dev.minion.ledger.transition.Transactions;
import dev.minion.messaging.cdi.MessagingConfig;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Marks attempts as assigned, as many of each key as its limits let. */
@ApplicationScoped
public class Assignments {

    private final Transactions transactions;

    private final int partitions;

    Assignments(Transactions transactions, MessagingConfig messaging) {
        this.transactions = transactions;
        this.partitions = messaging.partitions();
    }

    /** Decides on each in the order of the request. */
    public Future<AssignTasksResponse> assign(AssignTasksRequest request) {
        return request.getTasksCount() == 0
                ? Future.succeededFuture(AssignTasksResponse.getDefaultInstance())
                : transactions.run(transaction -> assign(transaction, request.getTasksList()));
    }

    /** The keys are held before the tasks: whoever waits for a key holds nothing. */
    private Future<AssignTasksResponse> assign(Transaction transaction, List<AssignTask> asked) {
        Map<FlowKey, Flow> flows = new TreeMap<>();
        List<UUID> ids = new ArrayList<>(asked.size());
        for (AssignTask each : asked) {
            flows.putIfAbsent(key(each), each.getFlow());
            ids.add(Ids.fromBytes(each.getTaskId()));
        }
        SqlClient connection = transaction.connection();
        return FlowLocks.hold(connection, flows.keySet())
                .compose(nowMs -> Standing.read(connection, flows, nowMs, partitions))
                .compose(
                        standing ->
                                transaction
                                        .lock(ids)
                                        .compose(
                                                locked ->
                                                        new Round(flows, standing, locked)
                                                                .write(transaction, asked)));
    }

    private static FlowKey key(AssignTask each) {
        return FlowKey.of(each.getNamespace(), each.getFlow());
    }

    /** How far the keys have got to their limits. */
    private record Standing(Map<FlowKey, Integer> open, Rates rates) {

        static Future<Standing> read(
                SqlClient connection, Map<FlowKey, Flow> flows, long nowMs, int partitions) {
            return OpenCounts.read(connection, flows.keySet(), partitions)
                    .compose(
                            open ->
                                    Rates.read(connection, withRate(flows), nowMs)
                                            .map(rates -> new Standing(open, rates)));
        }

        private static Map<FlowKey, Flow> withRate(Map<FlowKey, Flow> flows) {
            Map<FlowKey, Flow> limited = new HashMap<>(flows);
            limited.values().removeIf(flow -> flow.getRateLimit() <= 0 || flow.getRatePerMs() <= 0);
            return limited;
        }
    }

    /** What one transaction knows and decides. */
    private record Round(
            Map<FlowKey, Flow> flows, Standing standing, Map<UUID, LockedTask> locked) {

        Future<AssignTasksResponse> write(Transaction transaction, List<AssignTask> asked) {
            Map<UUID, Decided> decisions = new HashMap<>();
            AssignTasksResponse.Builder response = AssignTasksResponse.newBuilder();
            for (AssignTask each : asked) {
                response.addResults(decide(each, decisions));
            }
            return transaction
                    .write(new ArrayList<>(decisions.values()))
                    .compose(done -> standing.rates.write(transaction.connection()))
                    .map(done -> response.build());
        }

        private AssignResult decide(AssignTask each, Map<UUID, Decided> decisions) {
            UUID id = Ids.fromBytes(each.getTaskId());
            LockedTask task = locked.get(id);
            if (task == null || decisions.containsKey(id)) {
                return result(AssignVerdict.ASSIGN_STALE);
            }
            Verdict verdict =
                    AttemptRules.assign(task.state(), each.getFence(), each.getWorkerId());
            return switch (verdict) {
                case Verdict.Accepted accepted -> limit(each, task, accepted, decisions);
                case Verdict.Duplicate _ -> result(AssignVerdict.ASSIGN_GRANTED);
                default -> result(AssignVerdict.ASSIGN_STALE);
            };
        }

        private AssignResult limit(
                AssignTask each,
                LockedTask task,
                Verdict.Accepted accepted,
                Map<UUID, Decided> decisions) {
            FlowKey key = key(each);
            int limit = limits(key).getConcurrency();
            int running = standing.open.getOrDefault(key, 0);
            if (limit > 0 && running >= limit) {
                return result(AssignVerdict.ASSIGN_CONCURRENCY);
            }
            if (!standing.rates.begin(key)) {
                return AssignResult.newBuilder()
                        .setVerdict(AssignVerdict.ASSIGN_RATE)
                        .setRetryAfterMs(standing.rates.retryAfterMs(key))
                        .build();
            }
            standing.open.put(key, running + 1);
            decisions.put(task.id(), Decided.of(task, accepted));
            return result(AssignVerdict.ASSIGN_GRANTED);
        }

        private Flow limits(FlowKey key) {
            return flows.getOrDefault(key, Flow.getDefaultInstance());
        }

        private static AssignResult result(AssignVerdict verdict) {
            return AssignResult.newBuilder().setVerdict(verdict).build();
        }
    }
}
