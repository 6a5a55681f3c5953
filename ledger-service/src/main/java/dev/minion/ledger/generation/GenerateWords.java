package dev.minion.ledger.generation;

import java.util.List;

/**
 * What was asked for.
 *
 * @param days over which the tasks' creation is spread, ending now
 */
record GenerateWords(long tasks, int days, long seed, boolean json) {

    static final String USAGE = "Usage: generate --tasks N [--days N] [--seed N]   [--json]";

    private static final int DAYS = 7;

    /**
     * Reads the words.
     *
     * @throws IllegalArgumentException naming the word that is wrong
     */
    static GenerateWords of(List<String> words) {
        long tasks = 0;
        int days = DAYS;
        long seed = 1;
        boolean json = false;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            String value = i + 1 < words.size() ? words.get(i + 1) : "";
            switch (word) {
                case "--json" -> json = true;
                case "--tasks" -> tasks = number(word, value, 1_000_000_000);
                case "--days" -> days = (int) number(word, value, 3_650);
                case "--seed" -> seed = number(word, value, Integer.MAX_VALUE);
                default -> throw new IllegalArgumentException("Not understood: " + word);
            }
            if (!word.equals("--json")) {
                i++;
            }
        }
        if (tasks == 0) {
            throw new IllegalArgumentException("How many? --tasks N.");
        }
        return new GenerateWords(tasks, days, seed, json);
    }

    private static long number(String option, String text, long most) {
        if (!text.matches("[1-9][0-9]{0,9}") || Long.parseLong(text) > most) {
            throw new IllegalArgumentException(
                    option + " takes a number from 1 to " + most + ", not \"" + text + "\".");
        }
        return Long.parseLong(text);
    }
}
