package dev.minion.ledger.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.minion.contracts.TelemetryKeys;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.tasks.Task;
import dev.minion.ledger.Servers;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(Hybrid.class)
@QuarkusTestResource(Servers.class)
class HybridTest extends LedgerContract {

    @Inject MeterRegistry meters;

    private double hits() {
        return meters.counter(TelemetryKeys.CACHE_HITS).count();
    }

    /** It keeps nothing before it hears of changes; no sentence may hold because of that. */
    @BeforeEach
    void caching() {
        NewTask.Builder task = task("warm");
        create(task);
        double before = hits();
        await().atMost(SOON)
                .untilAsserted(
                        () -> {
                            get(task);
                            assertThat(hits()).isGreaterThan(before);
                        });
        cancel(task);
        delete(task);
    }

    @Test
    void aTaskThatWasReadIsNotReadAgain() throws Exception {
        NewTask.Builder task = task("kept");
        create(task);
        Task before = known(task);
        execute(
                "update ledger.tasks set description = 'by hand' where id = '%s'"
                        .formatted(text(task)));

        assertThat(get(task)).isEqualTo(before);
    }

    @Test
    void whatACallHasWrittenIsAtHand() {
        NewTask.Builder task = task("written through");
        create(task);
        complete(task, FIRST, "1");
        double before = hits();

        get(task);

        assertThat(hits()).isEqualTo(before + 1);
    }
}
