package dev.minion.ledger.pause;

import dev.minion.contracts.ledger.PauseScope;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.HashSet;
import java.util.Set;

/**
 * Which keys of a namespace are paused now.
 *
 * @param all whether the namespace is, or everything
 * @param keys those that are by themselves
 */
public record PausedKeys(boolean all, Set<String> keys) {

    private static final String PAUSED =
            "select scope, key from ledger.pauses where "
                    + PauseRows.IN_FORCE
                    + " and (scope = 1 or (scope in (2, 4) and namespace = $1))";

    public PausedKeys {
        keys = Set.copyOf(keys);
    }

    /** Those of a namespace. */
    public static Future<PausedKeys> read(SqlClient connection, String namespace) {
        return connection
                .preparedQuery(PAUSED)
                .execute(Tuple.of(namespace))
                .map(
                        rows -> {
                            boolean all = false;
                            Set<String> keys = new HashSet<>();
                            for (Row row : rows) {
                                if (row.getShort("scope") == PauseScope.PAUSE_KEY_VALUE) {
                                    keys.add(row.getString("key"));
                                } else {
                                    all = true;
                                }
                            }
                            return new PausedKeys(all, keys);
                        });
    }

    /** Whether the tasks of a key are; an empty one stands for those that have none. */
    public boolean cover(String key) {
        return all || keys.contains(key);
    }
}
