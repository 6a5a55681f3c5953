package dev.minion.coordinator.pool.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class QualityTest {

    private static final long SECOND = 1_000_000_000L;

    private final Quality quality = new Quality(new LearningPolicy(64, 60 * SECOND, 1_000));

    @Test
    void whatIsUnknownIsTakenForReliableAndHalfAsLongAsUsual() {
        for (int i = 0; i < 50; i++) {
            quality.ended("known", "a", i % 2 == 0, 100);
        }

        Skill fresh = quality.of("fresh", "a");

        assertThat(fresh.successRate()).isEqualTo(1);
        assertThat(fresh.runMillis(quality.usual("a"))).isCloseTo(50, within(1e-9));
        assertThat(quality.of("known", "a").successRate()).isCloseTo(27.0 / 52, within(1e-9));
    }

    @Test
    void theRunsOfFailuresDoNotCount() {
        quality.ended("w", "a", true, 100);
        for (int i = 0; i < 20; i++) {
            quality.ended("w", "a", false, 0);
        }

        assertThat(learned().runMillis() / learned().successes()).isEqualTo(100);
    }

    @Test
    void aWorkerThatBecomesSlowIsKnownForItSoon() {
        for (int i = 0; i < 10_000; i++) {
            quality.ended("w", "a", true, 100);
        }
        for (int i = 0; i < 64; i++) {
            quality.ended("w", "a", true, 1_000);
        }

        double run = quality.of("w", "a").runMillis(quality.usual("a"));
        assertThat(run).isBetween(600.0, 800.0);
        assertThat(learned().attempts()).isCloseTo(64, within(1e-6));
    }

    @Test
    void knowledgeCountsForHalfAfterAMinuteAndIsForgottenInTheEnd() {
        quality.fade(SECOND);
        for (int i = 0; i < 40; i++) {
            quality.ended("w", "a", true, 100);
            quality.answered("w", "a", true, 120);
        }

        quality.fade(61 * SECOND);

        assertThat(learned()).isEqualTo(new Learned("w", "a", 20, 20, 2_000, 20, 2_400));
        quality.fade(1_200 * SECOND);
        assertThat(quality.all()).isEmpty();
    }

    @Test
    void aFailedAttemptCountsWithThePauseBeforeItsRetry() {
        quality.answered("w", "a", false, 5);

        assertThat(learned().latencyMillis()).isEqualTo(1_005);
    }

    @Test
    void whatWasStoredIsKnownAgainButNotInPlaceOfWhatIsNewer() {
        for (int i = 0; i < 10; i++) {
            quality.ended("old", "a", true, 100);
            quality.answered("old", "a", true, 110);
        }
        List<Learned> stored = quality.all();
        Quality next = new Quality(LearningPolicy.USUAL);
        next.ended("new", "a", true, 7);

        next.remember(stored);
        next.remember(List.of(new Learned("new", "a", 50, 50, 50_000, 0, 0)));

        assertThat(next.all())
                .containsExactlyInAnyOrder(
                        new Learned("old", "a", 10, 10, 1_000, 10, 1_100),
                        new Learned("new", "a", 1, 1, 7, 0, 0));
        assertThat(next.of("old", "a").runMillis(next.usual("a")))
                .isGreaterThan(next.of("new", "a").runMillis(next.usual("a")));
    }

    @Test
    void thoseOfWhichLeastIsKnownGoWhereThereAreTooMany() {
        for (int worker = 0; worker < 3_000; worker++) {
            for (int i = 0; i <= worker % 30; i++) {
                quality.ended("w" + worker, "a", true, 1);
            }
        }

        quality.fade(2 * SECOND);

        assertThat(quality.all()).hasSizeBetween(700, 1_000);
        assertThat(quality.all())
                .allSatisfy(learned -> assertThat(learned.attempts()).isGreaterThan(15));
    }

    private Learned learned() {
        assertThat(quality.all()).hasSize(1);
        return quality.all().getFirst();
    }
}
