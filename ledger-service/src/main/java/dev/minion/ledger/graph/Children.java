package dev.minion.ledger.graph;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.ChildrenSummary;
import dev.minion.contracts.ledger.SummarizeChildrenRequest;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.task.Problems;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Sums up what the children of a task are at, generation by generation. */
@ApplicationScoped
public class Children {

    private static final int GENERATIONS = 16;
    private static final int MEMBERS = 10_000;

    private static final String EXISTS =
            "select 1 from ledger.tasks t where t.namespace = $1 and t.id = $2";

    private static final String GENERATION =
            """
            select t.id, t.parent_id, t.status, t.progress from ledger.tasks t
            where t.parent_id = any($1::uuid[]) and t.namespace = $2
            order by t.parent_id, t.id limit $3
            """;

    private static final String COUNTS =
            """
            select t.status, count(*) from ledger.tasks t
            where t.parent_id = $1 and t.namespace = $2 group by t.status
            """;

    private final Pool pool;

    Children(Pool pool) {
        this.pool = pool;
    }

    /** The summary, or the problem task-not-found. */
    public Future<ChildrenSummary> summarize(SummarizeChildrenRequest request) {
        UUID root = Ids.fromBytes(request.getId());
        return pool.preparedQuery(EXISTS)
                .execute(Tuple.of(request.getNamespace(), root))
                .compose(
                        rows ->
                                rows.size() == 0
                                        ? Future.succeededFuture(notFound())
                                        : new Family(request.getNamespace(), root).read());
    }

    private static ChildrenSummary notFound() {
        return ChildrenSummary.newBuilder()
                .setProblem(Problems.of(FailureCode.TASK_NOT_FOUND, "no such task"))
                .build();
    }

    /** One reading. */
    private final class Family {

        private final String namespace;
        private final UUID root;
        private final RollUp members = new RollUp();
        private boolean truncated;

        Family(String namespace, UUID root) {
            this.namespace = namespace;
            this.root = root;
        }

        Future<ChildrenSummary> read() {
            return generation(List.of(root), 1).compose(done -> counted());
        }

        private Future<Void> generation(List<UUID> parents, int depth) {
            int room = MEMBERS - members.size();
            if (parents.isEmpty()) {
                return Future.succeededFuture();
            }
            if (depth > GENERATIONS || room == 0) {
                return anyBeyond(parents);
            }
            Tuple question =
                    Tuple.tuple()
                            .addArrayOfUUID(parents.toArray(UUID[]::new))
                            .addString(namespace)
                            .addInteger(room + 1);
            return pool.preparedQuery(GENERATION)
                    .execute(question)
                    .compose(
                            rows -> {
                                List<RollUp.Member> generation = new ArrayList<>(rows.size());
                                rows.forEach(row -> generation.add(member(row)));
                                if (generation.size() > room) {
                                    truncated = true;
                                    generation.removeLast();
                                }
                                members.add(generation);
                                List<UUID> next =
                                        generation.stream().map(RollUp.Member::id).toList();
                                return generation(next, depth + 1);
                            });
        }

        private Future<Void> anyBeyond(List<UUID> parents) {
            if (truncated) {
                return Future.succeededFuture();
            }
            Tuple question =
                    Tuple.tuple()
                            .addArrayOfUUID(parents.toArray(UUID[]::new))
                            .addString(namespace)
                            .addInteger(1);
            return pool.preparedQuery(GENERATION)
                    .execute(question)
                    .map(
                            rows -> {
                                truncated = rows.size() > 0;
                                return null;
                            });
        }

        /** Of all direct children, also of those beyond what is rolled up. */
        private Future<ChildrenSummary> counted() {
            return pool.preparedQuery(COUNTS)
                    .execute(Tuple.of(root, namespace))
                    .map(
                            rows -> {
                                ChildrenSummary.Builder summary = ChildrenSummary.newBuilder();
                                for (Row row : rows) {
                                    summary.setTotal(summary.getTotal() + row.getLong(1))
                                            .putByStatus(name(row.getShort(0)), row.getLong(1));
                                }
                                return summary.setProgress(members.progress(root))
                                        .setTruncated(truncated)
                                        .build();
                            });
        }
    }

    private static RollUp.Member member(Row row) {
        Short progress = row.getShort(3);
        return new RollUp.Member(
                row.getUUID(0),
                row.getUUID(1),
                TaskStatus.forNumber(row.getShort(2)),
                progress == null ? -1 : progress);
    }

    private static String name(short status) {
        return TaskStatus.forNumber(status).name().toLowerCase(Locale.ROOT);
    }
}
