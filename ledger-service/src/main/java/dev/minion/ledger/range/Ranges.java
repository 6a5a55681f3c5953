package dev.minion.ledger.range;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Makes ranges ahead and drops those that are past and empty. Several replicas may do it at once.
 */
@ApplicationScoped
public class Ranges {

    private static final Logger LOG = Logger.getLogger(Ranges.class);

    /** Ranges that are there before their time. */
    private static final int AHEAD = 2;

    /** What a range may be called: it becomes part of names in statements. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+");

    /** Statements wait behind one that waits for a lock: it gives up soon, and tries again. */
    public static final String SHORT_WAIT = "set local lock_timeout = '2s'";

    /** Nothing reads or writes tasks meanwhile; in the order in which statements take them. */
    public static final String LOCK =
            """
            lock table only ledger.tasks, only ledger.task_progress, only ledger.task_history
            in access exclusive mode
            """;

    public static final String DROP = "select ledger.drop_task_range($1)";

    private static final String ADD = "select ledger.add_task_range($1, $2)";

    private static final String PAST =
            """
            select range from ledger.task_ranges where last <= ledger.first_id($1) order by last
            """;

    private static final String EMPTY = "select not exists (select from ledger.tasks_%s)";

    private static final String FORGET =
            "delete from ledger.revived_tasks where at < now() - interval '1 hour'";

    private final Pool pool;
    private final Interval interval;
    private final InstantSource clock;

    Ranges(Pool pool, RangeConfig config, InstantSource clock) {
        this.pool = pool;
        this.interval = Interval.of(config);
        this.clock = clock;
    }

    /** Looks what is to be made and what is to be dropped, and does it. */
    Future<Void> step() {
        return ahead().compose(done -> past())
                .compose(done -> pool.query(FORGET).execute())
                .mapEmpty();
    }

    /** The one of now as well: a clock may have been wrong, or the ledger away for long. */
    private Future<Void> ahead() {
        Instant from = interval.floor(clock.instant());
        Future<Void> made = Future.succeededFuture();
        for (int i = 0; i <= AHEAD; i++) {
            Instant starts = from.plus(interval.length().multipliedBy(i));
            made =
                    made.compose(
                            done -> pool.withTransaction(connection -> add(connection, starts)));
        }
        return made;
    }

    private Future<Void> add(SqlConnection connection, Instant from) {
        Instant to = interval.after(from);
        return connection
                .query(SHORT_WAIT)
                .execute()
                .compose(
                        set ->
                                connection
                                        .preparedQuery(ADD)
                                        .execute(Tuple.of(column(from), column(to))))
                .map(
                        rows -> {
                            if (rows.iterator().next().getBoolean(0)) {
                                LOG.infof("range made: from=%s to=%s", from, to);
                            }
                            return null;
                        });
    }

    private Future<Void> past() {
        Instant before = clock.instant().minus(interval.length());
        return pool.preparedQuery(PAST)
                .execute(Tuple.of(column(before)))
                .compose(
                        rows -> {
                            List<String> ranges = new ArrayList<>();
                            for (Row row : rows) {
                                ranges.add(row.getString(0));
                            }
                            return dropEmpty(ranges);
                        });
    }

    private Future<Void> dropEmpty(List<String> ranges) {
        if (ranges.isEmpty()) {
            return Future.succeededFuture();
        }
        String range = named(ranges.getFirst());
        List<String> rest = ranges.subList(1, ranges.size());
        return pool.query(EMPTY.formatted(range))
                .execute()
                .compose(
                        rows ->
                                rows.iterator().next().getBoolean(0)
                                        ? pool.withTransaction(
                                                connection -> dropEmpty(connection, range))
                                        : Future.succeededFuture())
                .compose(done -> dropEmpty(rest));
    }

    /** Looks again once nobody can write to it. */
    private static Future<Void> dropEmpty(SqlConnection connection, String range) {
        return connection
                .query(SHORT_WAIT)
                .execute()
                .compose(set -> connection.query(LOCK).execute())
                .compose(locked -> connection.query(EMPTY.formatted(range)).execute())
                .compose(
                        rows ->
                                rows.iterator().next().getBoolean(0)
                                        ? connection
                                                .preparedQuery(DROP)
                                                .execute(Tuple.of(range))
                                                .onSuccess(done -> dropped(range))
                                        : Future.succeededFuture())
                .mapEmpty();
    }

    private static void dropped(String range) {
        LOG.infof("range dropped, past and empty: range=%s", range);
    }

    /**
     * The name of a range, for a statement.
     *
     * @throws IllegalArgumentException where it is not one that a range can have
     */
    public static String named(String range) {
        if (!NAME.matcher(range).matches()) {
            throw new IllegalArgumentException("not the name of a range: " + range);
        }
        return range;
    }

    private static OffsetDateTime column(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
