package dev.minion.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RateWindowTest {

    private static RateWindow restored(RateWindow window, long limit, long perMs, long nowMs) {
        return RateWindow.stored(
                limit, perMs, window.perMs(), window.latest(), window.counts(), nowMs);
    }

    @Test
    void noIntervalAsLongAsThePeriodSeesMoreThanTheLimitBegin() {
        for (int seed = 1; seed <= 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            long perMs = random.nextLong(100, 100_000);
            int limit = random.nextInt(1, 50);
            long now = 1_700_000_000_000L;
            RateWindow window = RateWindow.empty(limit, perMs, now);
            List<Long> begun = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                now += random.nextLong(perMs / limit + 1);
                window = restored(window, limit, perMs, now);
                if (window.begin()) {
                    begun.add(now);
                }
            }
            for (int i = limit; i < begun.size(); i++) {
                assertThat(begun.get(i) - begun.get(i - limit))
                        .as("seed %d", seed)
                        .isGreaterThanOrEqualTo(perMs);
            }
            assertThat(begun.size()).isGreaterThan(limit);
        }
    }

    @Test
    void whoComesWhenToldBeginsThen() {
        SplittableRandom random = new SplittableRandom(1);
        long perMs = 60_000;
        long now = 1_700_000_000_000L;
        RateWindow window = RateWindow.empty(10, perMs, now);
        long start = now;
        int begun = 0;
        for (int i = 0; i < 1_000; i++) {
            window = restored(window, 10, perMs, now);
            if (window.begin()) {
                begun++;
                now += random.nextLong(100);
            } else {
                long wait = window.retryAfterMs(now);
                assertThat(wait).isBetween(1L, perMs * 21 / 20);
                now += wait;
                window = restored(window, 10, perMs, now);
                assertThat(window.begin()).isTrue();
                begun++;
            }
        }
        double periods = (double) (now - start) / perMs;
        assertThat(begun / periods).as("of what the rate lets").isGreaterThan(10 * 0.9);
    }

    @Test
    void anotherPeriodForgetsNothing() {
        long now = 1_700_000_000_000L;
        RateWindow window = RateWindow.empty(5, 1_000, now);
        for (int i = 0; i < 5; i++) {
            assertThat(window.begin()).isTrue();
        }

        assertThat(restored(window, 5, 60_000, now + 500).begin()).isFalse();
        assertThat(restored(window, 6, 60_000, now + 500).begin()).isTrue();
    }

    @Test
    void aClockThatGoesBackLetsNoMoreBegin() {
        long now = 1_700_000_000_000L;
        RateWindow window = RateWindow.empty(1, 1_000, now);
        assertThat(window.begin()).isTrue();

        assertThat(restored(window, 1, 1_000, now - 10_000).begin()).isFalse();
    }
}
