package dev.minion.ledger.index;

import java.util.List;

/**
 * An index as the database has it.
 *
 * @param valid whether each range has its part
 * @param leaving whether it is about to be dropped
 * @param parts ranges that have theirs
 * @param ranges that there are
 * @param bytes of all parts
 */
record InstalledIndex(
        ListIndex index, boolean valid, boolean leaving, int parts, int ranges, long bytes) {

    static final List<String> COLUMNS = List.of("index", "state", "ranges", "mib");

    private static final long MEBIBYTE = 1 << 20;

    /** One that is not there. */
    static InstalledIndex none(ListIndex index) {
        return new InstalledIndex(index, false, false, 0, 0, 0);
    }

    /** As a line of {@link #COLUMNS}. */
    List<String> line() {
        return List.of(
                index.word(),
                state(),
                ranges == 0 ? "" : parts + " of " + ranges,
                ranges == 0 ? "" : Long.toString(bytes / MEBIBYTE));
    }

    private String state() {
        if (ranges == 0) {
            return "off";
        }
        if (leaving) {
            return "leaving";
        }
        return valid ? "on" : "unfinished";
    }
}
