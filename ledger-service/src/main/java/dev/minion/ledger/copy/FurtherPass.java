package dev.minion.ledger.copy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares the databases slice by slice, and copies again what differs. */
final class FurtherPass {

    private static final int ROWS_AT_ONCE = 20_000;

    private final Both sides;
    private final Pace pace;
    private final CopyProgress progress;
    private long changed;

    FurtherPass(Both sides, Pace pace, CopyProgress progress) {
        this.sides = sides;
        this.pace = pace;
        this.progress = progress;
    }

    /**
     * What the databases have of a table: where they agree, it is the same.
     *
     * @param source counted and hashed there
     * @param target counted and hashed there
     */
    record Compared(KeyedTable table, Sum source, Sum target) {

        boolean equal() {
            return source.equals(target);
        }
    }

    /**
     * Works through tables.
     *
     * @return each as it was found when its slices were done
     */
    List<Compared> run(String what, List<KeyedTable> tables) throws SQLException {
        progress.begin(what, tables);
        List<Compared> all = new ArrayList<>();
        for (KeyedTable table : tables) {
            all.add(compared(table));
        }
        progress.end();
        return all;
    }

    /** How many rows were written or removed. */
    long changed() {
        return changed;
    }

    private Compared compared(KeyedTable table) throws SQLException {
        Slices slices = new Slices(sides.source().statement(), pace.slice(ROWS_AT_ONCE));
        Sum source = Sum.NOTHING;
        Sum target = Sum.NOTHING;
        String next = null;
        do {
            Slice slice = slices.at(table, next);
            Both.Answers<Sum> sums = same(slice);
            source = source.plus(sums.source());
            target = target.plus(sums.target());
            next = slice.next();
            progress.read(table, sums.source().rows());
            pace.read(sums.source().rows());
        } while (next != null);
        return new Compared(table, source, target);
    }

    /** Makes a slice the same, and tells what it then is. */
    private Both.Answers<Sum> same(Slice slice) throws SQLException {
        Both.Answers<Sum> sums = sides.sums(slice);
        if (sums.agree()) {
            sides.target().connection().commit();
            return sums;
        }
        Optional<Slice> differing = sides.differing(slice);
        if (differing.isPresent()) {
            changed += new Transfer(sides.source(), sides.target()).replace(differing.get());
        }
        sides.target().connection().commit();
        Both.Answers<Sum> after = sides.sums(slice);
        sides.target().connection().commit();
        return after;
    }
}
