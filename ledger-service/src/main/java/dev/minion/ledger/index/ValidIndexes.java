package dev.minion.ledger.index;

import dev.minion.ledger.timing.Repeating;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Looks now and then which indexes for lists are valid. */
@ApplicationScoped
public class ValidIndexes implements Supplier<ListIndexes> {

    private static final Logger LOG = Logger.getLogger(ValidIndexes.class);

    /** Between two looks. An index is dropped when two of them must have passed. */
    static final Duration LOOK_EVERY = Duration.ofSeconds(20);

    /** Those whose comment says so are about to be dropped. */
    static final String LEAVING = "leaving";

    private static final String VALID =
            """
            select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid
            where i.indrelid = 'ledger.tasks'::regclass and i.indisvalid
              and obj_description(c.oid, 'pg_class') is distinct from '%s'
            """
                    .formatted(LEAVING);

    private final Repeating repeating;
    private final Pool pool;
    private volatile ListIndexes seen = ListIndexes.NONE;

    ValidIndexes(Repeating repeating, Pool pool) {
        this.repeating = repeating;
        this.pool = pool;
    }

    void start(@Observes StartupEvent started) {
        repeating.everyOnSchema("list-indexes", Duration.ofMillis(1), LOOK_EVERY, this::look);
    }

    /** As they were seen last. */
    @Override
    public ListIndexes get() {
        return seen;
    }

    /** Looks now. */
    Future<Void> look() {
        return read(pool)
                .map(
                        now -> {
                            tell(now);
                            seen = now;
                            return null;
                        });
    }

    /** Those that are valid in a database, and may be used. */
    public static Future<ListIndexes> read(Pool pool) {
        return pool.query(VALID)
                .execute()
                .map(
                        rows -> {
                            Set<ListIndex> valid = new HashSet<>();
                            for (Row row : rows) {
                                ListIndex.named(row.getString(0)).ifPresent(valid::add);
                            }
                            return new ListIndexes(Set.copyOf(valid));
                        });
    }

    private void tell(ListIndexes now) {
        if (!now.equals(seen)) {
            LOG.infof(
                    "indexes for lists: %s",
                    now.valid().stream().map(ListIndex::word).sorted().toList());
        }
    }
}
