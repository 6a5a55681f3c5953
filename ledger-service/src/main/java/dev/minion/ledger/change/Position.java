package dev.minion.ledger.change;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the next change is looked for.
 *
 * @param epoch the ledger's: a restore of the database, which undoes changes, raises it
 * @param sequence a row of the log
 * @param index within it: twice the task's place, and one more between the start and the end of an
 *     attempt that were reported together
 */
record Position(int epoch, long sequence, long index) {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})-(\\d{1,18})-(\\d{1,9})");

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws BadPositionException when it did not
     */
    static Position of(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new BadPositionException();
        }
        return new Position(
                Integer.parseInt(matcher.group(1)),
                Long.parseLong(matcher.group(2)),
                Long.parseLong(matcher.group(3)));
    }

    /** The first place of a row. */
    static Position of(int epoch, long sequence) {
        return new Position(epoch, sequence, 0);
    }

    String text() {
        return epoch + "-" + sequence + "-" + index;
    }
}
