package dev.minion.ledger.backup;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for.
 *
 * @param file the backup
 * @param agreed to the loss of what is there now
 * @param report where to write what is lost, or null
 */
record FileWords(Path file, boolean agreed, @Nullable Path report, boolean json) {

    static final String YES = "--yes";
    static final String REPORT = "--report";

    /**
     * Reads the words.
     *
     * @param options those that may be given, besides {@code --json}
     * @throws IllegalArgumentException naming the word that is wrong
     */
    static FileWords of(List<String> words, Set<String> options) {
        Path file = null;
        Path report = null;
        boolean agreed = false;
        boolean json = false;
        for (Iterator<String> all = words.iterator(); all.hasNext(); ) {
            String word = all.next();
            if (word.equals("--json")) {
                json = true;
            } else if (word.equals(YES) && options.contains(YES)) {
                agreed = true;
            } else if (word.equals(REPORT) && options.contains(REPORT) && all.hasNext()) {
                report = Path.of(all.next());
            } else if (file == null && !word.isEmpty() && !word.startsWith("-")) {
                file = Path.of(word);
            } else {
                throw new IllegalArgumentException("Not understood: " + word);
            }
        }
        if (file == null) {
            throw new IllegalArgumentException("Which file?");
        }
        return new FileWords(file, agreed, report, json);
    }
}
