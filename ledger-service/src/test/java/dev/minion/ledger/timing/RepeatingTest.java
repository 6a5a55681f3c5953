package dev.minion.ledger.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rests are so long that a look within the test was not due. */
class RepeatingTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration PERIOD = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Vertx vertx = Vertx.vertx();
    private final Activity activity = new Activity();
    private final Repeating repeating =
            new Repeating(vertx, CompletableFuture.completedStage(null), activity);
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger others = new AtomicInteger();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** Each look is told its number, from one. */
    private void looking(IntFunction<Future<Duration>> step) {
        repeating.untilQuiet("look", PERIOD, LONGEST, () -> step.apply(looks.incrementAndGet()));
    }

    /** Waits until something else of the same period has been done this often. */
    private void forPeriods(int count) {
        int until = others.get() + count;
        if (others.get() == 0) {
            repeating.every(
                    "other",
                    PERIOD,
                    PERIOD,
                    () -> Future.succeededFuture(others.incrementAndGet()));
        }
        await().atMost(SOON).until(() -> others.get() >= until);
    }

    private void untilLooked(int count) {
        await().atMost(SOON).until(() -> looks.get() >= count);
    }

    @Test
    void whatFindsNothingRestsUntilSomethingIsCommitted() {
        looking(number -> Future.succeededFuture(Repeating.NOTHING));
        untilLooked(1);
        forPeriods(20);
        assertThat(looks).hasValue(1);

        activity.committed();
        untilLooked(2);
        forPeriods(20);
        assertThat(looks).hasValue(2);
    }

    @Test
    void whatFindsSomethingLooksAgain() {
        looking(number -> Future.succeededFuture(number < 5 ? Duration.ZERO : Repeating.NOTHING));
        untilLooked(5);
        forPeriods(20);
        assertThat(looks).hasValue(5);
    }

    @Test
    void aCommitDuringALookIsNotMissed() {
        Promise<Duration> first = Promise.promise();
        looking(number -> number == 1 ? first.future() : Future.succeededFuture(Repeating.NOTHING));
        untilLooked(1);
        activity.committed();
        first.complete(Repeating.NOTHING);
        untilLooked(2);
    }

    @Test
    void whatKnowsWhenThereWillBeSomethingLooksThen() {
        looking(
                number ->
                        Future.succeededFuture(
                                number == 1 ? PERIOD.multipliedBy(10) : Repeating.NOTHING));
        untilLooked(2);
        assertThat(looks).hasValue(2);
    }

    @Test
    void aLookThatFailsIsNotTheLast() {
        looking(
                number -> {
                    if (number == 1) {
                        throw new IllegalStateException("on purpose");
                    }
                    return number == 2
                            ? Future.failedFuture("on purpose")
                            : Future.succeededFuture(Repeating.NOTHING);
                });
        untilLooked(3);
    }

    @Test
    void sleepersOfOneNameDoNotPileUp() {
        AtomicInteger woken = new AtomicInteger();
        for (int i = 0; i < 100; i++) {
            activity.rest("one", activity.seen(), woken::incrementAndGet);
        }
        activity.committed();
        activity.committed();
        assertThat(woken).hasValue(1);
    }
}
