package dev.minion.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.ledger.generation.GenerateCommand;
import dev.minion.ledger.migration.CommandEnd;
import dev.minion.ledger.migration.MigrationDatabase;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;

/** Many tasks at once, as the command makes them up. */
public final class MadeUp {

    /**
     * Removes them, with their counts at the same moment: the ledger adds up and checks meanwhile.
     */
    public static final List<String> REMOVE =
            List.of(
                    """
                    begin;
                    lock table ledger.task_count_deltas, ledger.task_counts in exclusive mode;
                    delete from ledger.tasks where type like 'work.kind-%';
                    delete from ledger.task_counts where type like 'work.kind-%';
                    delete from ledger.task_count_deltas where type like 'work.kind-%';
                    commit
                    """,
                    "vacuum (analyze) ledger.tasks, ledger.task_counts");

    private MadeUp() {}

    /** Fills the database of the tests. */
    public static void fill(long tasks) {
        assertThat(generate("--tasks", Long.toString(tasks))).isEqualTo(CommandEnd.DONE);
    }

    /** How the command ends that has these words. */
    public static CommandEnd generate(String... words) {
        String port = ConfigProvider.getConfig().getValue("POSTGRES_PORT", String.class);
        MigrationDatabase database =
                MigrationDatabase.of(Map.of("POSTGRES_HOST", "127.0.0.1", "POSTGRES_PORT", port));
        return new GenerateCommand(database, InstantSource.system(), System.out, System.err)
                .run(List.of(words));
    }
}
