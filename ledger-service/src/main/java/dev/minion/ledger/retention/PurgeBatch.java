package dev.minion.ledger.retention;

import dev.minion.ledger.task.CreationTime;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One page of a purge, within one transaction. */
final class PurgeBatch {

    /** What a page came to. */
    record Done(PurgePage page, Taken taken, List<UUID> gone) {}

    /** A dry run holds nobody up, and looks at so many times more. */
    private static final int DRY_FACTOR = 5;

    private final SqlClient connection;
    private final Archive archive;
    private final PurgeJob job;
    private final int limit;
    private final long maxBytes;
    private final boolean whole;
    private @Nullable PurgePage page;
    private @Nullable Done done;

    /**
     * @param ranges whether to drop what can be dropped as a whole
     */
    PurgeBatch(
            SqlClient connection,
            Archive archive,
            PurgeJob job,
            RetentionConfig config,
            boolean ranges) {
        this.connection = connection;
        this.archive = archive;
        this.job = job;
        this.whole =
                ranges && !job.dryRun() && !archive.kept() && job.scope() != PurgeScope.MESSAGES;
        int most = config.batchTasks() * (job.dryRun() ? DRY_FACTOR : 1);
        this.limit = job.narrow() ? 1 : job.scope().atOnce(most);
        this.maxBytes = job.dryRun() ? Long.MAX_VALUE : config.batchBytes();
    }

    PurgeJob job() {
        return job;
    }

    /** The page, once it is known. */
    @Nullable PurgePage page() {
        return page;
    }

    /** What it came to, once it is over. */
    @Nullable Done done() {
        return done;
    }

    /** Removes the range that begins here, where all of it goes; else what goes of a page. */
    Future<Done> run(Instant now) {
        return rangeOrPage(now).onSuccess(result -> done = result);
    }

    private Future<Done> rangeOrPage(Instant now) {
        if (!whole) {
            return page(scan(end()));
        }
        return TaskRange.at(connection, job.last())
                .compose(range -> range.isEmpty() ? page(scan(end())) : run(range.get(), now));
    }

    private Future<Done> run(TaskRange range, Instant now) {
        RangeDrop drop = new RangeDrop(connection, job, range);
        Future<Optional<Done>> dropped =
                drop.due(now) ? drop.run() : Future.succeededFuture(Optional.empty());
        return dropped.compose(
                done -> done.map(Future::succeededFuture).orElseGet(() -> page(scanWithin(range))));
    }

    /** Removes what is to go, once it is in the archive. */
    private Future<Done> page(Future<PurgePage> scanned) {
        return scanned.onSuccess(found -> page = found)
                .compose(found -> take(found).compose(taken -> removed(found, taken)));
    }

    /** Up to where a range begins or ends, so that each can be looked at as a whole. */
    private Future<PurgePage> scanWithin(TaskRange range) {
        UUID bound = range.boundAfter(job.last());
        return bound.compareTo(end()) >= 0
                ? scan(end())
                : scan(bound).map(found -> found.end() ? found.upTo(bound) : found);
    }

    private UUID end() {
        return CreationTime.floor(job.before().toInstant().toEpochMilli());
    }

    private Future<PurgePage> scan(UUID end) {
        return connection
                .preparedQuery(job.scope().scan())
                .execute(Tuple.of(job.last(), end, job.before(), limit))
                .map(rows -> PurgePage.of(rows, job.last(), limit, maxBytes));
    }

    private Future<Taken> take(PurgePage page) {
        if (page.old().isEmpty()) {
            return Future.succeededFuture(Taken.NOTHING);
        }
        boolean archived = archive.kept() && !job.dryRun() && job.scope() != PurgeScope.MESSAGES;
        return locked(page.old())
                .compose(this::notNeeded)
                .compose(
                        ids ->
                                connection
                                        .preparedQuery(job.scope().take())
                                        .execute(
                                                ids(ids).addBoolean(archived)
                                                        .addValue(job.before())))
                .map(Taken::of);
    }

    private Future<List<UUID>> locked(List<UUID> old) {
        return job.dryRun()
                ? Future.succeededFuture(old)
                : connection
                        .preparedQuery(job.scope().lock())
                        .execute(ids(old))
                        .map(PurgeBatch::firsts);
    }

    private Future<List<UUID>> notNeeded(List<UUID> candidates) {
        if (!job.scope().mayBeNeeded()) {
            return Future.succeededFuture(candidates);
        }
        return connection
                .preparedQuery(PurgeScope.NEEDED)
                .execute(ids(candidates))
                .map(
                        rows -> {
                            Set<UUID> needed = new HashSet<>(firsts(rows));
                            return candidates.stream().filter(id -> !needed.contains(id)).toList();
                        });
    }

    private Future<Done> removed(PurgePage page, Taken taken) {
        Done done = new Done(page, taken, gone(taken));
        if (job.dryRun() || taken.ids().isEmpty()) {
            return Future.succeededFuture(done);
        }
        return new ArchivedPayloads(archive)
                .write(connection, ArchivedPayloads.of(taken.lines()))
                .compose(there -> archive.write(name(taken), taken.lines()))
                .compose(
                        durable ->
                                connection
                                        .preparedQuery(job.scope().remove())
                                        .execute(ids(taken.ids()).addValue(job.before())))
                .compose(rows -> confirmed(done, rows.iterator().next().getLong(0)));
    }

    /** The tasks among what is removed. */
    private List<UUID> gone(Taken taken) {
        return job.dryRun() || job.scope() != PurgeScope.TASKS ? List.of() : taken.ids();
    }

    /** Only what is in the archive may go. */
    private Future<Done> confirmed(Done done, long rows) {
        Taken taken = done.taken();
        long expected = job.scope() == PurgeScope.PROGRESS ? taken.progress() : taken.ids().size();
        return rows == expected
                ? Future.succeededFuture(done)
                : Future.failedFuture(
                        new IllegalStateException(
                                "taken and removed differ: taken="
                                        + expected
                                        + " removed="
                                        + rows));
    }

    private ArchiveName name(Taken taken) {
        return new ArchiveName(
                job.scope().kind(), taken.ids().getFirst(), taken.ids().getLast(), job.id());
    }

    private static Tuple ids(Collection<UUID> ids) {
        return Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new));
    }

    private static List<UUID> firsts(RowSet<Row> rows) {
        List<UUID> ids = new ArrayList<>(rows.size());
        rows.forEach(row -> ids.add(row.getUUID(0)));
        return ids;
    }
}
