package dev.minion.ledger.generation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.ledger.Counting;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.MadeUp;
import dev.minion.ledger.Servers;
import dev.minion.ledger.migration.CommandEnd;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class GenerateCommandTest extends LedgerTest {

    private static final String MADE = "from ledger.tasks where type like 'work.kind-%'";

    @AfterEach
    void remove() throws SQLException {
        for (String statement : MadeUp.REMOVE) {
            execute(statement);
        }
    }

    @Test
    void asManyTasksAreMadeUpAsAskedForAndAllAreCounted() throws SQLException {
        MadeUp.fill(3_000);
        MadeUp.fill(2_000);

        assertThat(query("select count(*) " + MADE)).isEqualTo("5000");
        assertThat(query("select count(*) > 4500 " + MADE + " and status = 7")).isEqualTo("t");
        for (String each : new String[] {"default", "team-0", "team-1"}) {
            assertThat(query(Counting.WRONG.formatted(each))).as(each).isEmpty();
        }
    }

    @Test
    void theyAreSpreadOverTheDaysAskedFor() throws SQLException {
        assertThat(MadeUp.generate("--tasks", "1000", "--days", "30")).isEqualTo(CommandEnd.DONE);

        assertThat(query("select max(created_at) - min(created_at) > interval '29 days' " + MADE))
                .isEqualTo("t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--tasks", "--tasks 0", "--tasks many", "--tasks 1 --weeks 2"})
    void whatIsNotUnderstoodMakesNothing(String words) throws SQLException {
        assertThat(MadeUp.generate(words.split(" "))).isEqualTo(CommandEnd.USAGE);

        assertThat(query("select count(*) " + MADE)).isEqualTo("0");
    }
}
