package dev.minion.ledger.copy;

import dev.minion.ledger.backup.LedgerTable;
import dev.minion.ledger.backup.NewLife;
import dev.minion.ledger.copy.FurtherPass.Compared;
import dev.minion.ledger.migration.InstalledSchema;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Makes the target the ledger, while nobody writes to the source. */
final class LastPass {

    private static final String REASON = "moved to another database";

    private final Both sides;
    private final FurtherPass pass;

    LastPass(Both sides, FurtherPass pass) {
        this.sides = sides;
        this.pass = pass;
    }

    /**
     * What came of it.
     *
     * @param epoch the one that the ledger goes on with; 0 where it does not, for something differs
     * @param givenBack open attempts that have got the next number
     */
    record Moved(List<Compared> tables, int epoch, int givenBack) {

        boolean equal() {
            return tables.stream().allMatch(Compared::equal);
        }
    }

    /**
     * Copies the rest, compares, and begins the new epoch.
     *
     * @return empty where a ledger has connected to the source before it was locked
     */
    Optional<Moved> run(List<KeyedTable> tables) throws SQLException {
        Side source = sides.source();
        source.connection().setAutoCommit(false);
        try {
            lock(tables);
            if (new InstalledSchema(source.connection()).ledgers() > 0) {
                return Optional.empty();
            }
            List<Compared> compared = pass.run("comparing", tables);
            Moved found = new Moved(compared, 0, 0);
            return Optional.of(found.equal() ? moved(compared) : found);
        } finally {
            source.connection().rollback();
            source.connection().setAutoCommit(true);
        }
    }

    /** Those who read may; a ledger that starts now waits. */
    private void lock(List<KeyedTable> tables) throws SQLException {
        for (KeyedTable table : tables) {
            sides.source()
                    .statement()
                    .execute("lock table " + table.table().sql() + " in share mode");
        }
    }

    private Moved moved(List<Compared> compared) throws SQLException {
        Side target = sides.target();
        int epoch = Integer.parseInt(target.one("select epoch from ledger.epoch")) + 1;
        target.statement().execute("set local synchronous_commit = on");
        new CopyState(target).end();
        for (Compared each : compared) {
            LedgerTable table = each.table().table();
            table.goOnAfter(target.statement(), table.lastIdentity(sides.source().statement()));
        }
        int givenBack = new NewLife(target.connection()).begin(epoch, REASON);
        target.connection().commit();
        return new Moved(compared, epoch, givenBack);
    }
}
