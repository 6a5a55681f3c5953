package dev.minion.ledger.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What was asked for.
 *
 * @param index that is to be added or dropped; nothing for the list
 */
record IndexWords(Action action, Optional<ListIndex> index, boolean json) {

    /** The report, and the two changes. */
    enum Action {
        LIST,
        ADD,
        DROP
    }

    static final String USAGE = "Usage: index list | add NAME | drop NAME   [--json]";

    /**
     * Reads the words.
     *
     * @throws IllegalArgumentException naming the word that is wrong
     */
    static IndexWords of(List<String> words) {
        List<String> rest = new ArrayList<>(words);
        boolean json = rest.remove("--json");
        if (rest.isEmpty()) {
            throw new IllegalArgumentException("What is to be done? list, add or drop.");
        }
        Action action = action(rest.removeFirst());
        Optional<ListIndex> index =
                action == Action.LIST ? Optional.empty() : Optional.of(index(rest));
        if (!rest.isEmpty()) {
            throw new IllegalArgumentException("Not understood: " + rest.getFirst());
        }
        return new IndexWords(action, index, json);
    }

    private static Action action(String word) {
        for (Action action : Action.values()) {
            if (action.name().toLowerCase(Locale.ROOT).equals(word)) {
                return action;
            }
        }
        throw new IllegalArgumentException("Not understood: " + word);
    }

    private static ListIndex index(List<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException("Which index? See list.");
        }
        String word = rest.removeFirst();
        return ListIndex.of(word)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "There is no index \""
                                                + word
                                                + "\": see list, or metadata.KEY with a key of up"
                                                + " to 20 letters, digits, dots and underscores."));
    }
}
