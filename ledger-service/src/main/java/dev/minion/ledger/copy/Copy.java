package dev.minion.ledger.copy;

import dev.minion.ledger.backup.RefusedException;
import dev.minion.ledger.migration.CommandEnd;
import dev.minion.ledger.migration.InstalledSchema;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** One run of the command between two databases that may be copied. */
final class Copy {

    private static final int PASSES = 20;
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private final Both sides;
    private final CopyWords wanted;
    private final CopyProgress progress;
    private final CopyReport report;
    private final Pace pace;

    Copy(Both sides, CopyWords wanted, CopyProgress progress, CopyReport report) {
        this.sides = sides;
        this.wanted = wanted;
        this.progress = progress;
        this.report = report;
        this.pace = new Pace(wanted.rowsPerSecond(), System::nanoTime, Copy::pause);
    }

    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    /** Copies, catches up, and finishes where that is wanted. */
    CommandEnd run() throws SQLException, RefusedException {
        sides.target().connection().setAutoCommit(false);
        // A slice and its note are lost together or not at all.
        sides.target().statement().execute("set synchronous_commit = off");
        sides.target().connection().commit();
        List<KeyedTable> tables = KeyedTables.of(sides.source().connection());
        report.copied(new FirstPass(sides, pace, progress).run(tables));
        catchUp(tables);
        return wanted.finish() ? finish(tables) : report.followed();
    }

    /** Until a pass finds little, or no less than the one before: so much changes meanwhile. */
    private void catchUp(List<KeyedTable> tables) throws SQLException {
        long before = Long.MAX_VALUE;
        for (int i = 0; i < PASSES; i++) {
            long changed = pass(tables);
            if (changed <= wanted.within() || changed >= before) {
                return;
            }
            before = changed;
        }
    }

    private long pass(List<KeyedTable> tables) throws SQLException {
        FurtherPass pass = new FurtherPass(sides, pace, progress);
        pass.run("catching up", tables.stream().filter(table -> !table.last()).toList());
        report.caughtUp(pass.changed());
        return pass.changed();
    }

    private CommandEnd finish(List<KeyedTable> tables) throws SQLException, RefusedException {
        Pace full = new Pace(0, System::nanoTime, Copy::pause);
        Optional<LastPass.Moved> moved = Optional.empty();
        while (moved.isEmpty()) {
            awaitNoLedger();
            moved = new LastPass(sides, new FurtherPass(sides, full, progress)).run(tables);
        }
        return report.finished(moved.get());
    }

    private void awaitNoLedger() throws SQLException, RefusedException {
        InstalledSchema schema = new InstalledSchema(sides.source().connection());
        long began = System.nanoTime();
        int ledgers = schema.ledgers();
        if (ledgers > 0) {
            report.waiting(ledgers);
        }
        while (ledgers > 0) {
            if (System.nanoTime() - began > PATIENCE.toNanos()) {
                throw new RefusedException("ledgers still run on the source; stop them first");
            }
            pause(LOOK);
            ledgers = schema.ledgers();
        }
    }
}
