package dev.minion.ledger.retention;

import dev.minion.contracts.Ids;
import dev.minion.contracts.Micros;
import dev.minion.contracts.ledger.Purge;
import dev.minion.contracts.ledger.PurgeCount;
import dev.minion.contracts.ledger.PurgeKind;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.transition.Timestamps;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The purges in Postgres: what was asked for, and how far each is. */
@ApplicationScoped
class PurgeJobs {

    private static final Duration REMEMBERED = Duration.ofDays(30);

    private static final String START =
            """
            insert into ledger.purges
              (id, kind, older_than_ms, before, dry_run, automatic, started_at)
            values ($1, $2, $3, $4, $5, false, $6) on conflict (id) do nothing
            """;

    private static final String START_AUTOMATIC =
            """
            insert into ledger.purges
              (id, kind, older_than_ms, before, dry_run, automatic, started_at)
            select $1, $6, $2, $3, false, true, $4
            where not exists (select from ledger.purges p
              where p.automatic and p.kind = $6
                and (p.finished_at is null or p.started_at > $5))
            """;

    private static final String FORGET = "delete from ledger.purges where finished_at < $1";

    private static final String ANY =
            "select exists (select from ledger.purges where finished_at is null)";

    private static final String NEXT =
            "select "
                    + PurgeJob.COLUMNS
                    + " from ledger.purges where finished_at is null order by started_at, id limit 1";

    private static final String ADVANCE =
            """
            update ledger.purges set first_id = coalesce(first_id, $2), last_id = $3,
              scanned = scanned + $4, held = held + $5, error = null,
              finished_at = case when $6 then $7::timestamptz end
            where id = $1
            """;

    private static final String COUNT =
            """
            insert into ledger.purge_counts as c (purge_id, status, type, tasks, progress, bytes)
            select $1, u.* from
              unnest($2::smallint[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[]) u
            on conflict (purge_id, status, type) do update set tasks = c.tasks + excluded.tasks,
              progress = c.progress + excluded.progress, bytes = c.bytes + excluded.bytes
            """;

    private static final String FAIL = "update ledger.purges set error = $2 where id = $1";

    private static final String NARROW =
            "update ledger.purges set error = $2, narrow_until = $3 where id = $1";

    private static final String PASS_OVER =
            """
            update ledger.purges set error = $2, first_id = coalesce(first_id, $3), last_id = $3,
              scanned = scanned + 1, held = held + 1
            where id = $1 and last_id = $4
            """;

    private static final String GET =
            """
            select id, kind, older_than_ms, before, dry_run, automatic, finished_at, first_id,
              last_id, scanned, held, started_at, coalesce(error, '')
            from ledger.purges where id = $1
            """;

    private static final String COUNTS =
            """
            select status, type, tasks, progress, bytes from ledger.purge_counts
            where purge_id = $1 order by status, type
            """;

    private final Pool pool;

    PurgeJobs(Pool pool) {
        this.pool = pool;
    }

    /** Puts a purge in the row of those to be done; the same id again changes nothing. */
    Future<Void> start(UUID id, PurgeKind kind, Duration olderThan, boolean dryRun, Instant now) {
        Tuple values =
                Tuple.tuple()
                        .addUUID(id)
                        .addShort((short) kind.getNumber())
                        .addLong(olderThan.toMillis())
                        .addValue(column(now.minus(olderThan)))
                        .addBoolean(dryRun)
                        .addValue(column(now));
        return pool.preparedQuery(FORGET)
                .execute(Tuple.of(column(now.minus(REMEMBERED))))
                .compose(done -> pool.preparedQuery(START).execute(values))
                .mapEmpty();
    }

    /**
     * Puts an automatic purge there, unless one of its kind is under way or began less than an
     * interval ago.
     */
    Future<Void> startAutomatic(
            SqlClient connection,
            UUID id,
            PurgeKind kind,
            Duration olderThan,
            Duration interval,
            Instant now) {
        return connection
                .preparedQuery(START_AUTOMATIC)
                .execute(
                        Tuple.of(
                                id,
                                olderThan.toMillis(),
                                column(now.minus(olderThan)),
                                column(now),
                                column(now.minus(interval)),
                                (short) kind.getNumber()))
                .mapEmpty();
    }

    /** Whether there is a purge that is not finished. */
    Future<Boolean> any(SqlClient connection) {
        return connection
                .preparedQuery(ANY)
                .execute()
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    /** The oldest purge that is not finished. */
    Future<Optional<PurgeJob>> next(SqlClient connection) {
        return connection
                .query(NEXT)
                .execute()
                .map(
                        rows -> {
                            for (Row row : rows) {
                                return Optional.of(PurgeJob.of(row));
                            }
                            return Optional.empty();
                        });
    }

    /** Moves a purge on by a page. */
    Future<Void> advance(SqlClient connection, PurgeJob job, PurgeBatch.Done done, Instant now) {
        PurgePage page = done.page();
        Tuple place =
                Tuple.tuple()
                        .addUUID(job.id())
                        .addUUID(page.first())
                        .addUUID(page.last())
                        .addLong((long) page.scanned())
                        .addLong((long) page.old().size() - done.taken().ids().size())
                        .addBoolean(page.end())
                        .addValue(column(now));
        return connection
                .preparedQuery(ADVANCE)
                .execute(place)
                .compose(moved -> count(connection, job.id(), done.taken().counts()));
    }

    private static Future<Void> count(
            SqlClient connection, UUID id, Map<Taken.Group, Taken.Count> counts) {
        if (counts.isEmpty()) {
            return Future.succeededFuture();
        }
        List<Taken.Group> groups = new ArrayList<>(counts.keySet());
        List<Taken.Count> sizes = new ArrayList<>(counts.values());
        Tuple values =
                Tuple.tuple()
                        .addUUID(id)
                        .addArrayOfShort(
                                groups.stream().map(Taken.Group::status).toArray(Short[]::new))
                        .addArrayOfString(
                                groups.stream().map(Taken.Group::type).toArray(String[]::new))
                        .addArrayOfLong(sizes.stream().map(Taken.Count::tasks).toArray(Long[]::new))
                        .addArrayOfLong(
                                sizes.stream().map(Taken.Count::progress).toArray(Long[]::new))
                        .addArrayOfLong(
                                sizes.stream().map(Taken.Count::bytes).toArray(Long[]::new));
        return connection.preparedQuery(COUNT).execute(values).mapEmpty();
    }

    /** Notes why a page failed. It is tried again. */
    Future<Void> fail(UUID id, String reason) {
        return pool.preparedQuery(FAIL).execute(Tuple.of(id, reason)).mapEmpty();
    }

    /** Lets a purge go task by task to the end of a page that was refused for what is in it. */
    Future<Void> narrow(UUID id, PurgePage page, String reason) {
        return pool.preparedQuery(NARROW).execute(Tuple.of(id, reason, page.last())).mapEmpty();
    }

    /** Lets a purge leave the one task of a page where it is. */
    Future<Void> passOver(PurgeJob job, PurgePage page, String reason) {
        return pool.preparedQuery(PASS_OVER)
                .execute(Tuple.of(job.id(), reason, page.last(), job.last()))
                .mapEmpty();
    }

    /** A purge, with its counts; empty where there is none of that id. */
    Future<Optional<Purge>> get(UUID id) {
        return pool.preparedQuery(GET)
                .execute(Tuple.of(id))
                .compose(
                        rows -> {
                            for (Row row : rows) {
                                return counts(id, purge(row)).map(Optional::of);
                            }
                            return Future.succeededFuture(Optional.empty());
                        });
    }

    private Future<Purge> counts(UUID id, Purge.Builder purge) {
        return pool.preparedQuery(COUNTS)
                .execute(Tuple.of(id))
                .map(
                        rows -> {
                            rows.forEach(
                                    row ->
                                            purge.addCounts(
                                                    PurgeCount.newBuilder()
                                                            .setStatus(
                                                                    TaskStatus.forNumber(
                                                                            row.getShort(0)))
                                                            .setType(row.getString(1))
                                                            .setTasks(row.getLong(2))
                                                            .setProgress(row.getLong(3))
                                                            .setBytes(row.getLong(4))));
                            return purge.build();
                        });
    }

    private static Purge.Builder purge(Row row) {
        OffsetDateTime before = row.getOffsetDateTime(3);
        boolean finished = row.getOffsetDateTime(6) != null;
        UUID first = row.getUUID(7);
        double share =
                first == null ? 0 : share(first, row.getUUID(8), before.toInstant().toEpochMilli());
        return Purge.newBuilder()
                .setId(Ids.toBytes(row.getUUID(0)))
                .setKind(PurgeKind.forNumber(row.getShort(1)))
                .setOlderThanMs(row.getLong(2))
                .setBeforeUs(Micros.of(before.toInstant()))
                .setDryRun(row.getBoolean(4))
                .setAutomatic(row.getBoolean(5))
                .setFinished(finished)
                .setPercent(finished ? 100 : 100 * share)
                .setScanned(row.getLong(9))
                .setHeld(row.getLong(10))
                .setStartedAtUs(Timestamps.fromColumn(row.getOffsetDateTime(11)))
                .setFinishedAtUs(Timestamps.fromColumn(row.getOffsetDateTime(6)))
                .setError(row.getString(12));
    }

    /** How far a pass is, by the times in the ids. */
    private static double share(UUID first, UUID last, long endMillis) {
        double whole = Math.max(1, endMillis - Ids.millisOf(first));
        return Math.clamp((Ids.millisOf(last) - Ids.millisOf(first)) / whole, 0, 1);
    }

    private static OffsetDateTime column(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
