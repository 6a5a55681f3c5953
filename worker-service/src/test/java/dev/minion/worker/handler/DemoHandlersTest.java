package dev.minion.worker.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoHandlersTest {

    @Test
    void echoGivesBackItsInput() {
        Attempt attempt = Attempt.of("{'a': [1, null]}");

        assertThat(new EchoHandler().run(attempt)).isEqualTo(attempt.input());
    }

    @Test
    void sleepTakesItsTimeAndTellsItsProgress() throws Exception {
        Attempt attempt = Attempt.of("{'duration': '350ms'}");

        long start = System.nanoTime();
        var output = new SleepHandler().run(attempt);

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(350_000_000L);
        assertThat(output).hasToString("{\"slept_ms\":350}");
        assertThat(attempt.percents()).hasSizeBetween(1, 3).isSorted();
        assertThat(attempt.percents()).allMatch(percent -> percent > 0 && percent < 100);
    }

    @Test
    void sleepGoesOnWhereAnEarlierAttemptWas() throws Exception {
        Attempt first = Attempt.of("{'duration': '1s', 'resume': true}");
        first.recorded().add(Attempt.json("{'slept_ms': 850}"));

        Attempt second = first.next();
        long start = System.nanoTime();
        new SleepHandler().run(second);

        assertThat(System.nanoTime() - start).isBetween(150_000_000L, 700_000_000L);
        assertThat(second.percents()).allMatch(percent -> percent >= 90);
        assertThat(second.recorded().getLast().path("slept_ms").asLong()).isGreaterThan(900);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'soon'", "5", "'-PT1S'", "'0s'", "'25h'", "'10'"})
    void sleepRefusesWhatIsNoDuration(String duration) {
        Attempt attempt = Attempt.of("{'duration': " + duration + "}");

        assertThatExceptionOfType(HandlerException.class)
                .isThrownBy(() -> new SleepHandler().run(attempt))
                .matches(e -> e.code().equals("input-invalid") && !e.retryable());
    }

    @Test
    void sleepEndsAtAnInterrupt() {
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> new SleepHandler().run(Attempt.of("{'duration': '1h'}")));
    }

    @Test
    void failFailsSoOftenAndThenSucceeds() throws Exception {
        Attempt attempt =
                Attempt.of("{'times': 2, 'code': 'odd', 'message': 'No.', 'retryable': false}");

        for (int number : List.of(1, 2)) {
            HandlerException failure =
                    catchThrowableOfType(
                            HandlerException.class,
                            () -> new FailHandler().run(attempt.number(number)));
            assertThat(failure).hasMessage("No.");
            assertThat(failure.code()).isEqualTo("odd");
            assertThat(failure.retryable()).isFalse();
        }
        assertThat(new FailHandler().run(attempt.number(3)))
                .isEqualTo(Attempt.json("{'attempt': 3}"));
    }

    @Test
    void failSaysWhenToComeBackWhereItIsAsked() {
        HandlerException failure =
                catchThrowableOfType(
                        HandlerException.class,
                        () -> new FailHandler().run(Attempt.of("{'retry_after': '90s'}")));

        assertThat(failure.retryable()).isTrue();
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void anUnknownFieldIsNamed() {
        assertThatExceptionOfType(HandlerException.class)
                .isThrownBy(() -> new FailHandler().run(Attempt.of("{'time': 2}")))
                .withMessageContaining("/time");
    }
}
