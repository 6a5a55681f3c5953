package dev.minion.worker.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrefetchTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void aWorkerAsksForAQuarterOfWhatItEndedInASecond() {
        Prefetch prefetch = new Prefetch(3_000, 0);

        assertThat(prefetch.wanted(4_000, SECOND)).isEqualTo(1_000);
        assertThat(prefetch.wanted(8_000, 2 * SECOND)).isEqualTo(1_000);
    }

    @Test
    void aWorkerWithLongHandlersAsksForNextToNothing() {
        assertThat(new Prefetch(3_000, 0).wanted(3, SECOND)).isZero();
    }

    @Test
    void itAsksForNoMoreThanItsLimit() {
        assertThat(new Prefetch(3_000, 0).wanted(100_000, SECOND)).isEqualTo(3_000);
    }

    @Test
    void whenWorkGrowsLongerItFallsByHalvesSoThatAShortLullCostsLittle() {
        Prefetch prefetch = new Prefetch(3_000, 0);
        int first = prefetch.wanted(4_000, SECOND);

        assertThat(first).isEqualTo(1_000);
        assertThat(prefetch.wanted(4_000, 2 * SECOND)).isEqualTo(500);
        assertThat(prefetch.wanted(4_000, 3 * SECOND)).isEqualTo(250);
    }
}
