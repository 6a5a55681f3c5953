package dev.minion.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdsTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123Z");

    @Test
    void idsOfOneInstanceStrictlyRiseEvenWhenTheClockStandsStill() {
        Ids ids = new Ids(InstantSource.fixed(NOW), new Random(1));
        UUID previous = ids.next();
        for (int i = 0; i < 10_000; i++) {
            UUID next = ids.next();
            assertThat(
                            Long.compareUnsigned(
                                    next.getMostSignificantBits(),
                                    previous.getMostSignificantBits()))
                    .isPositive();
            previous = next;
        }
    }

    @Test
    void anIdCarriesVersionVariantAndMillisecond() {
        UUID id = new Ids(InstantSource.fixed(NOW), new Random(2)).next();

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(Ids.millisOf(id)).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void bytesAndIdAreTheSameThing() {
        UUID id = Ids.random(InstantSource.system()).next();

        assertThat(Ids.fromBytes(Ids.toBytes(id))).isEqualTo(id);
        assertThatThrownBy(() -> Ids.fromBytes(ByteString.copyFromUtf8("short")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void onlyTheCanonicalTextIsAnId() {
        UUID id = Ids.random(InstantSource.system()).next();

        assertThat(Ids.parse(id.toString())).isEqualTo(id);
        assertThat(Ids.parse("1-2-3-4-5")).isNull();
        assertThat(Ids.parse("not an id")).isNull();
    }

    @Test
    void tasksSpreadOverAllPartitions() {
        Ids ids = Ids.random(InstantSource.system());
        int[] counts = new int[6];
        for (int i = 0; i < 6_000; i++) {
            counts[Partitions.of(ids.next(), 6)]++;
        }
        for (int count : counts) {
            assertThat(count).isBetween(800, 1_200);
        }
    }
}
