package dev.minion.ledger.index;

import dev.minion.ledger.backup.RefusedException;
import dev.minion.ledger.index.IndexCatalog.Part;
import dev.minion.ledger.migration.InstalledSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Drops an index when no ledger relies on it any more. Blocks. */
final class IndexRemoval {

    private final Connection connection;
    private final IndexCatalog catalog;
    private final ShortLocks locks;
    private final BuildProgress progress;
    private final Duration untilSeen;

    /**
     * Over a connection that is at nothing else.
     *
     * @param untilSeen how long after a change each ledger has looked
     */
    IndexRemoval(Connection connection, BuildProgress progress, Duration untilSeen) {
        this.connection = connection;
        this.catalog = new IndexCatalog(connection);
        this.locks = new ShortLocks(connection);
        this.progress = progress;
        this.untilSeen = untilSeen;
    }

    /**
     * Drops it, and what an unfinished build has left.
     *
     * @throws RefusedException where a lock could not be had
     */
    void run(ListIndex index) throws SQLException, RefusedException {
        InstalledIndex there = catalog.of(index);
        if (there.ranges() == 0) {
            return;
        }
        if (there.valid()) {
            leave(index);
        }
        for (String range : catalog.ranges()) {
            Optional<Part> part = catalog.part(index, range);
            if (part.isPresent() && !part.get().attached()) {
                execute(
                        "drop index concurrently if exists ledger.\"%s\""
                                .formatted(part.get().name()));
            }
        }
        locks.run("drop index if exists ledger.\"%s\"".formatted(index.name()));
    }

    private void leave(ListIndex index) throws SQLException {
        execute(
                "comment on index ledger.\"%s\" is '%s'"
                        .formatted(index.name(), ValidIndexes.LEAVING));
        if (new InstalledSchema(connection).ledgers() > 0) {
            progress.leaving(index, untilSeen);
            long until = System.nanoTime() + untilSeen.toNanos();
            while (System.nanoTime() < until) {
                LockSupport.parkNanos(until - System.nanoTime());
            }
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
