package dev.minion.ledger.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final int ROWS_PER_S = 1_000;

    private final List<Duration> pauses = new ArrayList<>();
    private long now;

    private Pace pace(int rowsPerSecond) {
        return new Pace(
                rowsPerSecond,
                () -> now,
                pause -> {
                    pauses.add(pause);
                    now += pause.toNanos();
                });
    }

    @Test
    void noMoreRowsAreReadThanTheRateAllows() {
        Pace pace = pace(ROWS_PER_S);

        for (int i = 0; i < 100; i++) {
            now += Duration.ofMillis(30).toNanos();
            pace.read(250);
        }

        assertThat(Duration.ofNanos(now)).isEqualTo(Duration.ofSeconds(25));
        assertThat(pauses).hasSize(100);
    }

    @Test
    void aSlowDatabaseIsNotMadeSlower() {
        Pace pace = pace(ROWS_PER_S);

        for (int i = 0; i < 10; i++) {
            now += Duration.ofSeconds(2).toNanos();
            pace.read(1_000);
        }

        assertThat(pauses).isEmpty();
    }

    @Test
    void slicesAreNoLargerThanASecondsRows() {
        assertThat(pace(ROWS_PER_S).slice(20_000)).isEqualTo(1_000);
        assertThat(pace(0).slice(20_000)).isEqualTo(20_000);
    }
}
