package dev.minion.ledger.message;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Limits;
import dev.minion.contracts.messages.Recipient;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** Who gets a message. */
final class Recipients {

    private static final String WITH_ROLE =
            """
            select id from ledger.agent_state
            where role = $1 and status not in ('lost', 'stopped') order by id limit $2
            """;

    private static final String WITH_CAPABILITY =
            """
            select id from ledger.agent_state
            where $1 = any(string_to_array(capabilities, E'\\n'))
              and status not in ('lost', 'stopped') order by id limit $2
            """;

    private Recipients() {}

    /**
     * The ids of the agents that a message goes to: one that is named, there or not, or those that
     * live now and have the role or capability. Fails with {@link NotSentException} where there are
     * none, or too many.
     *
     * @throws IllegalArgumentException when the kind is none of these
     */
    static Future<List<String>> of(SqlClient connection, Recipient to) {
        return switch (to.getKind()) {
            case AGENT -> Future.succeededFuture(List.of(to.getName()));
            case ROLE -> living(connection, WITH_ROLE, to.getName());
            case CAPABILITY -> living(connection, WITH_CAPABILITY, to.getName());
            case RECIPIENT_KIND_UNSPECIFIED, UNRECOGNIZED ->
                    throw new IllegalArgumentException("a message goes to nobody");
        };
    }

    private static Future<List<String>> living(SqlClient connection, String query, String name) {
        return connection
                .preparedQuery(query)
                .execute(Tuple.of(name, Limits.MESSAGE_RECIPIENTS + 1))
                .map(
                        rows -> {
                            List<String> agents = new ArrayList<>(rows.size());
                            for (Row row : rows) {
                                agents.add(row.getString(0));
                            }
                            return counted(agents);
                        });
    }

    private static List<String> counted(List<String> agents) {
        if (agents.isEmpty()) {
            throw NotSentException.of(
                    FailureCode.NO_RECIPIENTS, "no living agent has this role or capability");
        }
        if (agents.size() > Limits.MESSAGE_RECIPIENTS) {
            throw NotSentException.invalid(
                    "/to", "reaches more than " + Limits.MESSAGE_RECIPIENTS + " agents");
        }
        return agents;
    }
}
