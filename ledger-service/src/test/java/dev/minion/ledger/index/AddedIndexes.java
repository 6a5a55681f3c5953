package dev.minion.ledger.index;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.minion.ledger.migration.CommandEnd;
import dev.minion.ledger.migration.MigrationDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;

/** Indexes that the command adds to the database of the tests. */
public final class AddedIndexes {

    /** All that there are, and those of a key that made-up tasks have. */
    public static final List<String> ALL =
            Stream.concat(
                            ListIndex.common().stream().map(ListIndex::word),
                            Stream.of(
                                    "metadata.team",
                                    "metadata.team-updated",
                                    "metadata.team-priority"))
                    .toList();

    private AddedIndexes() {}

    /** Adds them. */
    @CanIgnoreReturnValue
    public static ListIndexes add(List<String> words) {
        words.forEach(word -> assertThat(run("add", word)).isEqualTo(CommandEnd.DONE));
        return of(words);
    }

    /** As a ledger sees them. */
    public static ListIndexes of(List<String> words) {
        return new ListIndexes(
                words.stream()
                        .map(word -> ListIndex.of(word).orElseThrow())
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /** At once: the command waits for the ledger of the tests. */
    public static String drop(List<String> words) {
        return words.stream()
                .map(word -> "ledger.\"" + ListIndex.of(word).orElseThrow().name() + '"')
                .collect(Collectors.joining(", ", "drop index if exists ", ""));
    }

    /** How the command ends. */
    static CommandEnd run(String... words) {
        return run(System.out, words);
    }

    /** What the command says. */
    static String told(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(run(new PrintStream(out, true, StandardCharsets.UTF_8), words))
                .isEqualTo(CommandEnd.DONE);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static CommandEnd run(PrintStream out, String... words) {
        String port = ConfigProvider.getConfig().getValue("POSTGRES_PORT", String.class);
        MigrationDatabase database =
                MigrationDatabase.of(Map.of("POSTGRES_HOST", "127.0.0.1", "POSTGRES_PORT", port));
        return new IndexCommand(database, out, System.err, Duration.ofMillis(1))
                .run(Arrays.asList(words));
    }
}
