package dev.minion.ledger.index;

import dev.minion.ledger.backup.RefusedException;
import dev.minion.ledger.index.IndexCatalog.Part;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/** Adds an index, or what is missing of it, while tasks are written. Blocks. */
final class IndexBuild {

    private static final String UNDEFINED_TABLE = "42P01";

    private final Connection connection;
    private final IndexCatalog catalog;
    private final ShortLocks locks;
    private final BuildProgress progress;

    IndexBuild(Connection connection, BuildProgress progress) {
        this.connection = connection;
        this.catalog = new IndexCatalog(connection);
        this.locks = new ShortLocks(connection);
        this.progress = progress;
    }

    /**
     * Adds it.
     *
     * @throws RefusedException where a lock could not be had
     */
    void run(ListIndex index) throws SQLException, RefusedException {
        locks.run(
                "create index if not exists \"%s\" on only ledger.tasks %s"
                        .formatted(index.name(), index.definition()));
        execute("comment on index ledger.\"%s\" is null".formatted(index.name()));
        // From here on a new range has its own part.
        List<String> ranges = catalog.ranges();
        for (int i = 0; i < ranges.size(); i++) {
            progress.range(index, ranges.get(i), i + 1, ranges.size());
            add(index, ranges.get(i));
        }
    }

    /** A range that has gone meanwhile needs none. */
    private void add(ListIndex index, String range) throws SQLException, RefusedException {
        try {
            Optional<Part> part = catalog.part(index, range);
            if (part.isPresent() && part.get().attached()) {
                return;
            }
            if (part.isEmpty() || !part.get().valid()) {
                build(index, range);
            }
            locks.run(
                    "alter index ledger.\"%s\" attach partition ledger.\"%s\""
                            .formatted(index.name(), index.nameOver(range)));
        } catch (SQLException failed) {
            if (!UNDEFINED_TABLE.equals(failed.getSQLState()) || catalog.ranges().contains(range)) {
                throw failed;
            }
        }
    }

    private void build(ListIndex index, String range) throws SQLException {
        String name = index.nameOver(range);
        execute("drop index concurrently if exists ledger.\"%s\"".formatted(name));
        execute(
                "create index concurrently \"%s\" on ledger.tasks_%s %s"
                        .formatted(name, range, index.definition()));
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
