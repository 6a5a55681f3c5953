package dev.minion.ledger.pause;

import dev.minion.contracts.ledger.PauseScope;
import dev.minion.contracts.ledger.PauseTarget;
import dev.minion.ledger.transition.Timestamps;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** When tasks were paused: the stretches of pauses, in force or ended, by what they are of. */
public final class PauseHistory {

    private static final String READ =
            """
            select p.scope, p.namespace, p.type, p.key, p.began_at,
              coalesce(p.ended_at, p.until_at) as over_at
            from unnest($1::smallint[], $2::text[], $3::text[], $4::text[]) w(scope, namespace, type, key)
            join ledger.pauses p on p.scope = w.scope and p.namespace = w.namespace
              and p.type = w.type and p.key = w.key and (p.ended_at is null or p.ended_at > $5)
            """;

    private final Map<PauseTarget, List<Stretch>> stretches;

    private PauseHistory(Map<PauseTarget, List<Stretch>> stretches) {
        this.stretches = stretches;
    }

    /**
     * A task that pauses may cover.
     *
     * @param key of its flow; empty where it has none
     */
    public record Subject(String namespace, String type, String key) {

        /** What a pause that covers it may be of. */
        private List<PauseTarget> targets() {
            List<PauseTarget> targets = new ArrayList<>(4);
            targets.add(target(PauseScope.PAUSE_EVERYTHING).build());
            targets.add(target(PauseScope.PAUSE_NAMESPACE).setNamespace(namespace).build());
            targets.add(target(PauseScope.PAUSE_TYPE).setType(type).build());
            if (!key.isEmpty()) {
                targets.add(
                        target(PauseScope.PAUSE_KEY).setNamespace(namespace).setKey(key).build());
            }
            return targets;
        }

        private static PauseTarget.Builder target(PauseScope scope) {
            return PauseTarget.newBuilder().setScope(scope);
        }
    }

    /** The pauses of these tasks that were in force after a moment. */
    public static Future<PauseHistory> read(
            SqlClient connection, Collection<Subject> tasks, long sinceUs) {
        Set<PauseTarget> targets = new LinkedHashSet<>();
        tasks.forEach(task -> targets.addAll(task.targets()));
        Tuple values =
                Tuple.tuple()
                        .addArrayOfShort(
                                targets.stream()
                                        .map(target -> (short) target.getScopeValue())
                                        .toArray(Short[]::new))
                        .addArrayOfString(texts(targets.stream().map(PauseTarget::getNamespace)))
                        .addArrayOfString(texts(targets.stream().map(PauseTarget::getType)))
                        .addArrayOfString(texts(targets.stream().map(PauseTarget::getKey)))
                        .addOffsetDateTime(Timestamps.toColumn(sinceUs));
        return connection.preparedQuery(READ).execute(values).map(PauseHistory::of);
    }

    private static String[] texts(Stream<String> values) {
        return values.toArray(String[]::new);
    }

    private static PauseHistory of(RowSet<Row> rows) {
        Map<PauseTarget, List<Stretch>> stretches = new HashMap<>();
        for (Row row : rows) {
            long over = Timestamps.fromColumn(row.getOffsetDateTime("over_at"));
            stretches
                    .computeIfAbsent(PauseRows.target(row), target -> new ArrayList<>())
                    .add(
                            new Stretch(
                                    Timestamps.fromColumn(row.getOffsetDateTime("began_at")),
                                    over == 0 ? Stretch.OPEN : over));
        }
        return new PauseHistory(stretches);
    }

    /** When the task was paused. */
    public List<Stretch> of(Subject task) {
        List<Stretch> all = new ArrayList<>();
        task.targets().forEach(target -> all.addAll(stretches.getOrDefault(target, List.of())));
        return all;
    }
}
