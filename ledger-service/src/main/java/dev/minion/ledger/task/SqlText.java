package dev.minion.ledger.task;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A statement put together from clauses; every value becomes a parameter. */
final class SqlText {

    /**
     * A piece of a statement.
     *
     * @param sql with a question mark for each value
     */
    record Clause(String sql, List<Object> values) {

        static Clause of(String sql, Object... values) {
            return new Clause(sql, List.of(values));
        }

        /** The same with each value behind a select, where no planner looks at it. */
        Clause unseen() {
            StringBuilder unseen = new StringBuilder();
            int next = 0;
            for (int i = 0; i < sql.length(); i++) {
                if (sql.charAt(i) == '?') {
                    unseen.append("(select ?::").append(type(values.get(next++))).append(')');
                } else {
                    unseen.append(sql.charAt(i));
                }
            }
            return new Clause(unseen.toString(), values);
        }

        private static String type(Object value) {
            return switch (value) {
                case String _ -> "text";
                case UUID _ -> "uuid";
                case OffsetDateTime _ -> "timestamptz";
                case Short _ -> "smallint";
                case Short[] _ -> "smallint[]";
                default -> throw new IllegalArgumentException("no type for " + value.getClass());
            };
        }

        /** Both of them. */
        Clause and(String more, Object... its) {
            List<Object> all = new ArrayList<>(values);
            all.addAll(List.of(its));
            return new Clause(sql + " and " + more, all);
        }

        /** Both of them. */
        Clause and(Clause more) {
            return and(more.sql(), more.values().toArray());
        }
    }

    private final StringBuilder text = new StringBuilder();
    private final List<Object> values = new ArrayList<>();

    @CanIgnoreReturnValue
    SqlText add(String sql, Object... more) {
        return add(Clause.of(sql, more));
    }

    @CanIgnoreReturnValue
    SqlText add(Clause clause) {
        int next = 0;
        for (char each : clause.sql().toCharArray()) {
            if (each == '?') {
                values.add(clause.values().get(next++));
                text.append('$').append(values.size());
            } else {
                text.append(each);
            }
        }
        return this;
    }

    /** All of them; where there are none, what is always so. */
    @CanIgnoreReturnValue
    SqlText addAll(List<Clause> clauses) {
        String between = "";
        for (Clause clause : clauses) {
            add(between).add(clause);
            between = " and ";
        }
        return clauses.isEmpty() ? add("true") : this;
    }

    String text() {
        return text.toString();
    }

    Tuple parameters() {
        Tuple tuple = Tuple.tuple();
        values.forEach(tuple::addValue);
        return tuple;
    }
}
