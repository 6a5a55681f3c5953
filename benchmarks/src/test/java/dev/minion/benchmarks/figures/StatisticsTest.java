package dev.minion.benchmarks.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StatisticsTest {

    @Test
    void aPercentileIsAValueThatWasMeasured() {
        long[] hundred = LongStream.rangeClosed(1, 100).map(i -> 101 - i).toArray();

        assertThat(Statistics.percentile(hundred, 50)).isEqualTo(50);
        assertThat(Statistics.percentile(hundred, 95)).isEqualTo(95);
        assertThat(Statistics.percentile(hundred, 99)).isEqualTo(99);
        assertThat(Statistics.percentile(hundred, 100)).isEqualTo(100);
        assertThat(hundred[0]).as("the input stays as it was").isEqualTo(100);
    }

    @Test
    void aPercentileOfOneValueIsThatValueAndOfNoneZero() {
        assertThat(Statistics.percentile(new long[] {7}, 1)).isEqualTo(7);
        assertThat(Statistics.percentile(new long[] {7}, 99)).isEqualTo(7);
        assertThat(Statistics.percentile(new long[0], 99)).isZero();
    }

    @Test
    void theMedianIsTheMiddleOrTheMeanOfTheTwoInTheMiddle() {
        assertThat(Statistics.median(List.of(9.0, 1.0, 2.0))).isEqualTo(2.0);
        assertThat(Statistics.median(List.of(4.0, 1.0, 9.0, 2.0))).isEqualTo(3.0);
        assertThat(Statistics.median(List.of())).isZero();
    }

    @Test
    void aRunsFiguresFollowFromItsTimesAndItsConsumption() {
        Timed timed = new Timed(2_000, 500_000_000, new long[] {1_000_000, 3_000_000});
        Consumed consumed =
                new Consumed(
                        new TreeMap<>(Map.of("ledger", 0.5, "driver", 0.25)),
                        new TreeMap<>(Map.of("ledger", 300.0)),
                        300.0);

        Figures figures = Figures.of(timed, consumed);

        assertThat(figures.tasksPerSecond()).isEqualTo(4_000);
        assertThat(figures.p50Millis()).isEqualTo(1);
        assertThat(figures.p99Millis()).isEqualTo(3);
        assertThat(figures.cpuSecondsPer1000()).isEqualTo(0.375);
    }

    @Test
    void oneOddRunDoesNotChangeTheMedians() {
        List<Figures> runs =
                List.of(run(1_000_000_000, 1.0), run(1_100_000_000, 1.2), run(9_000_000_000L, 50));

        Figures medians = Figures.medians(runs);

        assertThat(medians.seconds()).isEqualTo(1.1);
        assertThat(medians.cpuSeconds()).containsExactly(Map.entry("ledger", 1.2));
        assertThat(medians.tasks()).isEqualTo(1_000);
    }

    @Test
    void bytesAreKnownOnlyWhereTheyGrew() {
        Bytes before = new Bytes(1_000L, 5_000L);

        assertThat(new Bytes(4_000L, 4_999L).since(before)).isEqualTo(new Bytes(3_000L, null));
        assertThat(Bytes.UNKNOWN.since(before)).isEqualTo(Bytes.UNKNOWN);
    }

    @Test
    void theMedianOfBytesIsOfTheRunsThatKnowThem() {
        List<Figures> runs =
                List.of(
                        weighed(new Bytes(3_000_000L, null)),
                        weighed(new Bytes(1_000_000L, null)),
                        weighed(Bytes.UNKNOWN));

        Figures medians = Figures.medians(runs);

        assertThat(medians.walBytesPerTask()).isEqualTo(2_000);
        assertThat(medians.kafkaBytesPerTask()).isNull();
    }

    private static Figures weighed(Bytes bytes) {
        return Figures.of(
                new Timed(1_000, 1, new long[0]),
                new Consumed(new TreeMap<>(), new TreeMap<>(), 0).wrote(bytes));
    }

    private static Figures run(long nanos, double cpu) {
        return Figures.of(
                new Timed(1_000, nanos, new long[0]),
                new Consumed(new TreeMap<>(Map.of("ledger", cpu)), new TreeMap<>(), 0));
    }
}
