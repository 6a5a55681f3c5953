package dev.minion.ledger.connection;

import dev.minion.ledger.timing.Repeating;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Keeps some connections open: the pool has no least number of its own, but closes what nobody has
 * used for its idle timeout. So they are used, all at once, before that is over.
 */
@ApplicationScoped
class IdleConnections {

    private static final Duration SOON = Duration.ofSeconds(1);

    private final Pool pool;
    private final Repeating repeating;
    private final Duration touchEvery;
    private final int kept;

    IdleConnections(
            Pool pool,
            Repeating repeating,
            ConnectionConfig config,
            @ConfigProperty(name = "quarkus.datasource.reactive.max-size") int most) {
        this.pool = pool;
        this.repeating = repeating;
        this.touchEvery = config.touchEvery();
        // More than there can be would wait for each other for ever.
        this.kept = Math.clamp(config.idle(), 0, most);
    }

    void start(@Observes StartupEvent started) {
        repeating.everyOnSchema("connections", SOON, touchEvery, this::step);
    }

    /** One use of as many as are to be kept. */
    private Future<?> step() {
        List<Future<SqlConnection>> taken =
                Stream.generate(pool::getConnection).limit(kept).toList();
        return Future.join(taken)
                .eventually(
                        () ->
                                Future.join(
                                        taken.stream()
                                                .filter(Future::succeeded)
                                                .map(each -> touch(each.result()))
                                                .toList()));
    }

    private static Future<Void> touch(SqlConnection connection) {
        return connection
                .query("select 1")
                .execute()
                .eventually(() -> connection.close())
                .mapEmpty();
    }
}
