package dev.minion.ledger.generation;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** How many tasks of a batch there are, by namespace, type and status. */
final class MadeUpCounts {

    private record Group(String namespace, String type, int status) {}

    /** In order, so that it and a ledger that adds up its deltas do not wait for each other. */
    private static final String ADD =
            """
            insert into ledger.task_counts as c (tasks, status, namespace, type)
            select u.tasks, u.status, u.namespace, u.type
            from unnest(?::bigint[], ?::smallint[], ?::text[], ?::text[])
              u(tasks, status, namespace, type)
            order by u.namespace, u.type, u.status
            on conflict (namespace, type, status) do update set tasks = c.tasks + excluded.tasks
            """;

    private final Map<Group, Long> tasks = new HashMap<>();

    void add(MadeUpTask task) {
        Group group = new Group(task.namespace(), task.type(), task.status().getNumber());
        tasks.merge(group, 1L, Long::sum);
    }

    /** Adds them to the ledger's, in the connection's transaction. */
    void write(Connection connection) throws SQLException {
        int size = tasks.size();
        Long[] counts = new Long[size];
        Integer[] statuses = new Integer[size];
        String[] namespaces = new String[size];
        String[] types = new String[size];
        int i = 0;
        for (Map.Entry<Group, Long> each : tasks.entrySet()) {
            counts[i] = each.getValue();
            statuses[i] = each.getKey().status();
            namespaces[i] = each.getKey().namespace();
            types[i] = each.getKey().type();
            i++;
        }
        try (PreparedStatement add = connection.prepareStatement(ADD)) {
            add.setArray(1, connection.createArrayOf("bigint", counts));
            add.setArray(2, connection.createArrayOf("integer", statuses));
            add.setArray(3, connection.createArrayOf("text", namespaces));
            add.setArray(4, connection.createArrayOf("text", types));
            var _ = add.executeUpdate();
        }
    }
}
