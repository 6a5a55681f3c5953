package dev.minion.ledger.migration;

import java.util.List;
import java.util.Locale;

/**
 * What was asked for.
 *
 * @param changes how many are to be taken back
 * @param agreed to the loss of what they made
 */
record MigrateWords(Action action, int changes, boolean agreed, boolean json) {

    /** The directions, and the two reports. */
    enum Action {
        UP,
        DOWN,
        STATUS,
        HISTORY
    }

    static final String USAGE =
            "Usage: migrate up | down [--changes N] --yes | status | history   [--json]";

    /**
     * Reads the words.
     *
     * @throws IllegalArgumentException naming the word that is wrong
     */
    static MigrateWords of(List<String> words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("What is to be done? up, down, status or history.");
        }
        Action action = action(words.getFirst());
        int changes = 1;
        boolean agreed = false;
        boolean json = false;
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("--json")) {
                json = true;
            } else if (word.equals("--yes") && action == Action.DOWN) {
                agreed = true;
            } else if (word.equals("--changes") && action == Action.DOWN) {
                changes = number(++i < words.size() ? words.get(i) : "");
            } else {
                throw new IllegalArgumentException("Not understood: " + word);
            }
        }
        return new MigrateWords(action, changes, agreed, json);
    }

    private static Action action(String word) {
        for (Action action : Action.values()) {
            if (action.name().toLowerCase(Locale.ROOT).equals(word)) {
                return action;
            }
        }
        throw new IllegalArgumentException("Not understood: " + word);
    }

    private static int number(String text) {
        if (!text.matches("[1-9][0-9]{0,3}")) {
            throw new IllegalArgumentException(
                    "--changes takes a number from 1 to 9999, not \"" + text + "\".");
        }
        return Integer.parseInt(text);
    }
}
