package dev.minion.ledger.copy;

import java.sql.SQLException;
import java.util.List;

/** Fills the empty target, and goes on where an earlier one was killed. */
final class FirstPass {

    private static final int ROWS_AT_ONCE = 20_000;

    private final Both sides;
    private final CopyState state;
    private final Pace pace;
    private final CopyProgress progress;
    private long copied;

    FirstPass(Both sides, Pace pace, CopyProgress progress) {
        this.sides = sides;
        this.state = new CopyState(sides.target());
        this.pace = pace;
        this.progress = progress;
    }

    /**
     * Copies what is not there yet, each slice for itself.
     *
     * @return how many rows this one has copied
     */
    long run(List<KeyedTable> tables) throws SQLException {
        progress.begin("copying", tables);
        for (KeyedTable table : tables) {
            if (!table.last()) {
                fill(table);
            }
        }
        progress.end();
        return copied;
    }

    private void fill(KeyedTable table) throws SQLException {
        Slices slices = new Slices(sides.source().statement(), pace.slice(ROWS_AT_ONCE));
        Transfer transfer = new Transfer(sides.source(), sides.target());
        CopyState.Place place = state.place(table);
        progress.read(table, place.rows());
        String next = place.next();
        boolean done = place.done();
        while (!done) {
            Slice slice = slices.at(table, next);
            long rows = transfer.copy(slice);
            state.copied(slice, rows);
            next = slice.next();
            done = next == null;
            if (done) {
                sides.target().statement().execute("analyze " + table.table().sql());
            }
            sides.target().connection().commit();
            copied += rows;
            progress.read(table, rows);
            pace.read(rows);
        }
    }
}
