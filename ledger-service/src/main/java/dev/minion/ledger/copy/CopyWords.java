package dev.minion.ledger.copy;

import java.util.Iterator;
import java.util.List;

/**
 * What was asked for.
 *
 * @param to the target, as {@link TargetAddress} reads it
 * @param finish whether the ledger is to move, and not only to be followed
 * @param rowsPerSecond at most; 0 for as fast as it goes
 * @param within a pass that finds no more rows changed is the last one that need be
 */
record CopyWords(String to, boolean finish, int rowsPerSecond, int within, boolean json) {

    static final String USAGE =
            "Usage: copy --to postgres://USER@HOST:PORT/DB [--finish] [--rows-per-s N]"
                    + " [--until-within N] [--json]";

    private static final int WITHIN = 100;

    /**
     * Reads the words.
     *
     * @throws IllegalArgumentException naming the word that is wrong
     */
    static CopyWords of(List<String> words) {
        CopyWords read = new CopyWords("", false, 0, WITHIN, false);
        for (Iterator<String> all = words.iterator(); all.hasNext(); ) {
            read = read.with(all.next(), all);
        }
        if (read.to.isEmpty()) {
            throw new IllegalArgumentException("Where to? Name the target with --to.");
        }
        return read;
    }

    private CopyWords with(String word, Iterator<String> rest) {
        return switch (word) {
            case "--to" -> new CopyWords(value(word, rest), finish, rowsPerSecond, within, json);
            case "--finish" -> new CopyWords(to, true, rowsPerSecond, within, json);
            case "--rows-per-s" -> new CopyWords(to, finish, number(word, rest, 1), within, json);
            case "--until-within" ->
                    new CopyWords(to, finish, rowsPerSecond, number(word, rest, 0), json);
            case "--json" -> new CopyWords(to, finish, rowsPerSecond, within, true);
            default -> throw new IllegalArgumentException("Not understood: " + word);
        };
    }

    private static String value(String word, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(word + " takes a value.");
        }
        return rest.next();
    }

    private static int number(String word, Iterator<String> rest, int least) {
        String text = value(word, rest);
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < least) {
            throw new IllegalArgumentException(
                    "%s takes a number from %d to 999999999, not \"%s\"."
                            .formatted(word, least, text));
        }
        return Integer.parseInt(text);
    }
}
