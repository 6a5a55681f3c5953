package dev.minion.ledger.pause;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StretchTest {

    private static final Stretch WAIT = new Stretch(100, 200);

    private static long covered(Stretch... by) {
        return WAIT.covered(List.of(by));
    }

    @Test
    void whatLiesOutsideCoversNothing() {
        assertThat(covered()).isZero();
        assertThat(covered(new Stretch(0, 100), new Stretch(200, 300))).isZero();
        assertThat(covered(new Stretch(150, 150), new Stretch(160, 140))).isZero();
    }

    @Test
    void onlyWhatLiesInsideCounts() {
        assertThat(covered(new Stretch(50, 110))).isEqualTo(10);
        assertThat(covered(new Stretch(190, 250))).isEqualTo(10);
        assertThat(covered(new Stretch(120, 150))).isEqualTo(30);
        assertThat(covered(new Stretch(0, Stretch.OPEN))).isEqualTo(100);
    }

    @Test
    void whereSeveralLieOverEachOtherItCountsOnce() {
        assertThat(covered(new Stretch(120, 150), new Stretch(140, 160))).isEqualTo(40);
        assertThat(covered(new Stretch(140, 160), new Stretch(120, 150))).isEqualTo(40);
        assertThat(covered(new Stretch(110, 190), new Stretch(120, 130), new Stretch(180, 195)))
                .isEqualTo(85);
        assertThat(covered(new Stretch(110, 120), new Stretch(110, 120), new Stretch(130, 140)))
                .isEqualTo(20);
    }

    @Test
    void itsEndIsNotOfIt() {
        assertThat(WAIT.has(100)).isTrue();
        assertThat(WAIT.has(199)).isTrue();
        assertThat(WAIT.has(200)).isFalse();
        assertThat(WAIT.has(99)).isFalse();
    }
}
