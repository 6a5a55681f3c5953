package dev.minion.ledger.change;

import dev.minion.ledger.timing.Repeating;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Forgets what was logged longer ago than it has to be kept. */
@ApplicationScoped
class Forgetting {

    /** Replicas do not wait for each other: what another one forgets is locked. */
    private static final String FORGET =
            """
            with old as (
              select l.sequence from (
                select sequence, at from ledger.task_changes order by sequence limit $2) l
              where l.at < now() - $1::bigint * interval '1 millisecond'),
            locked as (
              select c.sequence from ledger.task_changes c join old on old.sequence = c.sequence
              for update of c skip locked),
            gone as (
              delete from ledger.task_changes c using locked where c.sequence = locked.sequence
              returning c.sequence),
            told as (
              update ledger.task_changes_forgotten f set until = g.until
              from (select max(sequence) as until from gone) g where g.until > f.until)
            select count(*)::int from gone
            """;

    private final Repeating repeating;
    private final Pool pool;
    private final ChangeConfig config;

    Forgetting(Repeating repeating, Pool pool, ChangeConfig config) {
        this.repeating = repeating;
        this.pool = pool;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        repeating.everyOnSchema("forgetting", config.lookEvery(), config.lookEvery(), this::step);
    }

    /**
     * Forgets batch by batch.
     *
     * @return how many rows of the log
     */
    Future<Integer> step() {
        return pool.preparedQuery(FORGET)
                .execute(Tuple.of(config.keep().toMillis(), config.batch()))
                .map(rows -> rows.iterator().next().getInteger(0))
                .compose(
                        gone ->
                                gone < config.batch()
                                        ? Future.succeededFuture(gone)
                                        : step().map(more -> gone + more));
    }
}
