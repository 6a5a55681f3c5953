package dev.minion.coordinator.pool.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class SlotsTest {

    private static final int PARTITIONS = 6;

    @Test
    void theSharesOfAllCoordinatorsAddUpToTheCapacity() {
        for (int capacity = 0; capacity < 50; capacity++) {
            int sum = 0;
            for (int partition = 0; partition < PARTITIONS; partition++) {
                sum += Slots.own("worker-x", capacity, only(partition), PARTITIONS);
            }
            assertThat(sum).isEqualTo(capacity);
        }
    }

    @Test
    void sharesDifferByAtMostOneSlot() {
        int one = Slots.own("worker-y", 1_000, only(2), PARTITIONS);

        assertThat(one).isBetween(166, 167);
    }

    @Test
    void whoOwnsNothingHasNoSlot() {
        assertThat(Slots.own("worker-z", 100, new BitSet(), PARTITIONS)).isZero();
    }

    @Test
    void halfOfWhatTwoHeartbeatsShowedIdleIsBorrowed() {
        assertThat(Slots.borrowed(100, 20, 40)).isEqualTo(30);
    }

    @Test
    void aSingleIdleSlotIsBorrowed() {
        assertThat(Slots.borrowed(1, 0, 0)).isEqualTo(1);
    }

    @Test
    void nothingIsBorrowedBeforeASecondHeartbeat() {
        assertThat(Slots.borrowed(100, 0, Integer.MAX_VALUE)).isZero();
    }

    private static BitSet only(int partition) {
        BitSet set = new BitSet();
        set.set(partition);
        return set;
    }
}
