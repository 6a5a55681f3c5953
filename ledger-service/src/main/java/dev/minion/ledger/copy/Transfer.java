package dev.minion.ledger.copy;

import java.sql.SQLException;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/** Writes rows of the source into the target, in the transaction that is open there. */
final class Transfer {

    private final Side source;
    private final Side target;

    Transfer(Side source, Side target) {
        this.source = source;
        this.target = target;
    }

    /**
     * Copies a slice of which the target has no row.
     *
     * @return how many rows there were
     */
    long copy(Slice slice) throws SQLException {
        CopyOut out = source.copies().copyOut(slice.copyOut());
        CopyIn in = null;
        try {
            in = target.copies().copyIn(slice.table().table().copyIn());
            for (byte[] row = out.readFromCopy(); row != null; row = out.readFromCopy()) {
                in.writeToCopy(row, 0, row.length);
            }
            return in.endCopy();
        } finally {
            if (in != null && in.isActive()) {
                in.cancelCopy();
            }
            if (out.isActive()) {
                out.cancelCopy();
            }
        }
    }

    /**
     * Makes a slice in the target what it is in the source.
     *
     * @return how many rows were written or removed
     */
    long replace(Slice slice) throws SQLException {
        long removed = target.statement().executeLargeUpdate(slice.delete());
        return Math.max(removed, copy(slice));
    }
}
