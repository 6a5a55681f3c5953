package dev.minion.ledger.task;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.CreatedTask;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.SubmissionResult;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.flow.Excess;
import dev.minion.ledger.state.DependencyGraph.Fault;
import dev.minion.ledger.state.DependencyGraph.Link;
import dev.minion.ledger.task.Placement.Known;
import dev.minion.ledger.transition.Revivals;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One batch of submissions within one transaction. */
final class CreationTransaction {

    /**
     * What became of a batch.
     *
     * @param answers one for each submission
     * @param created rows that this batch has written, or that an earlier run of it had
     * @param announced those of them that are ready and that nobody schedules without being told
     */
    record Created(List<SubmissionResult> answers, List<NewRow> created, List<NewRow> announced) {}

    static final String LOCK =
            """
            select id, namespace, status from ledger.tasks where id = any($1::uuid[])
            order by id for no key update
            """;

    static final String READ =
            "select id, namespace, status from ledger.tasks where id = any($1::uuid[])";

    private static final String EDGES =
            """
            insert into ledger.task_dependencies (task_id, position, depends_on, settled)
            select * from unnest($1::uuid[], $2::int[], $3::uuid[], $4::boolean[])
            on conflict do nothing
            """;

    private static final String MARK =
            """
            update ledger.tasks set has_dependants = true
            where id = any($1::uuid[]) and not has_dependants
            """;

    private static final String UNSETTLED =
            """
            insert into ledger.unsettled (task_id) select unnest($1::uuid[]) order by 1
            on conflict do nothing
            """;

    private static final Fault EXCEEDS =
            new Fault(
                    FailureCode.LIMIT_EXCEEDED,
                    "/flow/key",
                    "as many tasks of this key wait or run as may");

    private final SqlClient connection;
    private final List<Candidate> batch;
    private final int epoch;
    private final int partitions;
    private final long nowUs;
    private final @Nullable KeyClaims keys;
    private final Map<UUID, Known> known = new HashMap<>();

    CreationTransaction(
            SqlClient connection, List<Candidate> batch, int epoch, int partitions, long nowUs) {
        this.connection = connection;
        this.batch = batch;
        this.epoch = epoch;
        this.partitions = partitions;
        this.nowUs = nowUs;
        this.keys =
                batch.stream().anyMatch(Candidate::keyed) ? new KeyClaims(connection, nowUs) : null;
    }

    /** True where one statement does it all, unless a parent has to be held meanwhile. */
    static boolean single(List<Candidate> batch) {
        return batch.stream()
                .noneMatch(
                        each ->
                                each.keyed()
                                        || each.linked()
                                        || each.referring()
                                        || each.limited());
    }

    /** Does it, with parents that are held. They are held before what they are the parents of. */
    Future<Created> run() {
        return claimKeys()
                .compose(done -> refuseExcess())
                .compose(done -> Parents.hold(connection, batch))
                .compose(this::run);
    }

    /** Of what would be ready at once; what waits for its time or for others is let in. */
    private Future<Void> refuseExcess() {
        List<Excess.Newcomer> newcomers = new ArrayList<>(0);
        for (Candidate candidate : batch) {
            for (int item = 0; candidate.limited() && item < candidate.size(); item++) {
                if (isNewcomer(candidate, item)) {
                    newcomers.add(new Excess.Newcomer(candidate.id(item), candidate.task(item)));
                }
            }
        }
        return newcomers.isEmpty()
                ? Future.succeededFuture()
                : Excess.refused(connection, newcomers, partitions).map(this::refuse);
    }

    private boolean isNewcomer(Candidate candidate, int item) {
        NewTask task = candidate.task(item);
        return Excess.concerns(task)
                && candidate.wanted(item)
                && task.getDependenciesCount() == 0
                && task.getRunAfterUs() <= nowUs
                && (keys == null || keys.earlier(candidate, item) == null);
    }

    private @Nullable Void refuse(Set<UUID> refused) {
        for (Candidate candidate : batch) {
            for (int item = 0; candidate.limited() && item < candidate.size(); item++) {
                if (refused.contains(candidate.id(item))) {
                    candidate.graph().refuse(item, EXCEEDS);
                }
            }
        }
        return null;
    }

    /** Does it, with parents that need not be held. */
    Future<Created> run(Parents parents) {
        return lockDependencies()
                .compose(done -> keepNeeded(parents))
                .compose(done -> insert(parents))
                .compose(rows -> tellParents(parents, rows).map(rows))
                .compose(this::answer);
    }

    private Future<Void> claimKeys() {
        return keys == null ? Future.succeededFuture() : keys.claim(batch);
    }

    /** Locks what is depended upon, and what a repeated call has created before. */
    private Future<Void> lockDependencies() {
        Set<UUID> ids = new HashSet<>();
        for (Candidate candidate : batch) {
            for (int item = 0; item < candidate.size(); item++) {
                UUID earlier = keys == null ? null : keys.earlier(candidate, item);
                if (earlier != null) {
                    ids.add(earlier);
                }
                if (candidate.linked()) {
                    ids.add(candidate.id(item));
                    outer(candidate, item, ids);
                }
            }
        }
        if (ids.isEmpty()) {
            return Future.succeededFuture();
        }
        return connection.preparedQuery(LOCK).execute(ids(ids)).map(this::remember);
    }

    /** What is depended upon, and parents, may be old; for most batches there is nothing to do. */
    private Future<Void> keepNeeded(Parents parents) {
        Set<UUID> needed = new HashSet<>(known.keySet());
        needed.addAll(parents.ids());
        return Revivals.note(connection, needed, nowUs);
    }

    private static void outer(Candidate candidate, int item, Set<UUID> ids) {
        for (Link link : candidate.graph().links(item)) {
            if (link instanceof Link.Outer outer) {
                ids.add(outer.id());
            }
        }
    }

    private @Nullable Void remember(RowSet<Row> rows) {
        for (Row row : rows) {
            UUID id = row.getUUID(0);
            known.put(id, new Known(id, row.getString(1), TaskStatus.forNumber(row.getShort(2))));
        }
        return null;
    }

    private Future<List<NewRow>> insert(Parents parents) {
        Placement placement = new Placement(known, parents, keys, nowUs);
        batch.forEach(placement::place);
        List<NewRow> rows = placement.rows();
        return TaskInserts.insert(connection, rows, epoch, partitions)
                .compose(
                        inserted ->
                                inserted == rows.size()
                                        ? Future.succeededFuture()
                                        : readRepeated(rows))
                .compose(done -> insertEdges(rows))
                .compose(done -> keys == null ? Future.succeededFuture() : keys.giveBack(batch))
                .map(rows);
    }

    /** Some were there before: the call was repeated. The answer says what they are now. */
    private Future<Void> readRepeated(List<NewRow> rows) {
        List<UUID> ids = rows.stream().map(NewRow::id).toList();
        return connection.preparedQuery(READ).execute(ids(ids)).map(this::remember);
    }

    private Future<Void> insertEdges(List<NewRow> rows) {
        List<UUID> task = new ArrayList<>();
        List<Integer> position = new ArrayList<>();
        List<UUID> on = new ArrayList<>();
        List<Boolean> settled = new ArrayList<>();
        Set<UUID> marked = new HashSet<>();
        for (NewRow row : rows) {
            for (NewRow.Edge edge : row.dependencies()) {
                task.add(row.id());
                position.add(edge.position());
                on.add(edge.on());
                settled.add(edge.settled() || row.terminal());
                if (!edge.settled() && known.containsKey(edge.on())) {
                    marked.add(edge.on());
                }
            }
        }
        if (task.isEmpty()) {
            return Future.succeededFuture();
        }
        Tuple edges =
                Tuple.tuple()
                        .addArrayOfUUID(task.toArray(UUID[]::new))
                        .addArrayOfInteger(position.toArray(Integer[]::new))
                        .addArrayOfUUID(on.toArray(UUID[]::new))
                        .addArrayOfBoolean(settled.toArray(Boolean[]::new));
        return connection
                .preparedQuery(EDGES)
                .execute(edges)
                .compose(
                        done ->
                                marked.isEmpty()
                                        ? Future.succeededFuture()
                                        : connection.preparedQuery(MARK).execute(ids(marked)))
                .mapEmpty();
    }

    /** Of children that can never complete; the sweep does it. */
    private Future<Void> tellParents(Parents parents, List<NewRow> rows) {
        List<UUID> failed =
                rows.stream()
                        .filter(
                                row ->
                                        row.terminal()
                                                && parents.failsWith(row.task().getParentId()))
                        .map(NewRow::id)
                        .toList();
        return failed.isEmpty()
                ? Future.succeededFuture()
                : connection.preparedQuery(UNSETTLED).execute(ids(failed)).mapEmpty();
    }

    private static Tuple ids(Collection<UUID> ids) {
        return Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new));
    }

    private Future<Created> answer(List<NewRow> rows) {
        Map<UUID, NewRow> written = HashMap.newHashMap(rows.size());
        rows.forEach(row -> written.put(row.id(), row));
        List<NewRow> announced = new ArrayList<>();
        List<SubmissionResult> answers = new ArrayList<>(batch.size());
        for (Candidate candidate : batch) {
            SubmissionResult.Builder answer = SubmissionResult.newBuilder();
            boolean refusedWhole = candidate.refusedWhole();
            for (int item = 0; item < candidate.size(); item++) {
                boolean refused = refusedWhole || candidate.graph().fault(item) != null;
                CreatedTask created =
                        refused ? candidate.refusal(item) : created(candidate, item, written);
                answer.addItems(created);
                NewRow row = written.get(candidate.id(item));
                if (row != null && row.status() == TaskStatus.READY) {
                    boolean known =
                            created.hasFence() && candidate.scheduledByCaller(item, partitions);
                    if (!known) {
                        announced.add(row);
                    }
                }
            }
            answers.add(answer.build());
        }
        return Future.succeededFuture(new Created(answers, rows, announced));
    }

    private CreatedTask created(Candidate candidate, int item, Map<UUID, NewRow> written) {
        UUID earlier = keys == null ? null : keys.earlier(candidate, item);
        UUID id = earlier == null ? candidate.id(item) : earlier;
        Known stored = known.get(id);
        NewRow row = written.get(id);
        TaskStatus status =
                stored != null
                        ? stored.status()
                        : row == null ? TaskStatus.TASK_STATUS_UNSPECIFIED : row.status();
        ByteString bytes = Ids.toBytes(id);
        CreatedTask.Builder created =
                CreatedTask.newBuilder()
                        .setId(bytes)
                        .setStatus(status)
                        .setCreatedAtUs(CreationTime.us(id))
                        .setReplayed(earlier != null);
        if (row != null && stored == null && row.status() == TaskStatus.READY) {
            created.setFence(Fence.newBuilder().setEpoch(epoch).setAttempt(row.attempt()));
        }
        return created.build();
    }
}
