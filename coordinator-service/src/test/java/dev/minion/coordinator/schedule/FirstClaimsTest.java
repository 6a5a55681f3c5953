package dev.minion.coordinator.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.Ids;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.tasks.Fence;
import dev.minion.coordinator.schedule.FirstClaims.Standing;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FirstClaimsTest {

    private final Ids ids = Ids.random(InstantSource.system());
    private final ClaimLineDouble line = new ClaimLineDouble();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);
    private final FirstClaims claims = new FirstClaims(line, "me", nanos::get);

    @Test
    void whatWasGrantedIsHeldUntilItIsFetched() {
        UUID task = asked();

        assertThat(claims.fetch(task, fence(7, 1))).isEqualTo(Standing.HELD);
        assertThat(claims.fetch(task, fence(7, 1))).isEqualTo(Standing.NONE);
        assertThat(line.holder).isEqualTo("me");
    }

    @Test
    void nothingIsAskedForBeforeTheEpochIsKnown() {
        UUID task = ids.next();

        claims.ask(List.of(task));

        assertThat(line.asked).isEmpty();
        assertThat(claims.fetch(task, fence(1, 1))).isEqualTo(Standing.NONE);
    }

    @Test
    void anotherAttemptOrEpochIsNotTheOneThatWasClaimed() {
        assertThat(claims.fetch(asked(), fence(7, 2))).isEqualTo(Standing.NONE);
        assertThat(claims.fetch(asked(), fence(8, 1))).isEqualTo(Standing.NONE);
    }

    @Test
    void nobodyWaitsForTheAnswerButItsWorkerIsToldToTakeTheClaimOver() {
        line.answer = new CompletableFuture<>();

        assertThat(claims.fetch(asked(), fence(7, 1))).isEqualTo(Standing.ASKED);
    }

    @Test
    void whatWasClaimedLongAgoMayHaveBeenForgotten() {
        UUID task = asked();
        nanos.addAndGet(Duration.ofSeconds(30).toNanos());

        assertThat(claims.fetch(task, fence(7, 1))).isEqualTo(Standing.ASKED);
    }

    @Test
    void whatWaitedForMinutesIsStillGivenUpToItsWorker() {
        UUID task = asked();
        nanos.addAndGet(Duration.ofMinutes(60).toNanos());

        assertThat(claims.fetch(task, fence(7, 1))).isEqualTo(Standing.ASKED);
    }

    @Test
    void whatAnotherHoldsIsNotHeldHere() {
        line.answer = CompletableFuture.completedFuture(false);

        assertThat(claims.fetch(asked(), fence(7, 1))).isEqualTo(Standing.ASKED);
    }

    @Test
    void afterAFailureNothingIsAskedForAWhileAndWhatWasAskedForMayBeHeld() {
        line.answer = CompletableFuture.failedFuture(new IllegalStateException("away"));
        UUID first = asked();
        assertThat(claims.fetch(first, fence(7, 1))).isEqualTo(Standing.ASKED);

        assertThat(claims.fetch(asked(), fence(7, 1))).isEqualTo(Standing.NONE);

        line.answer = CompletableFuture.completedFuture(true);
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(claims.fetch(asked(), fence(7, 1))).isEqualTo(Standing.HELD);
    }

    @Test
    void claimsThatNobodyFetchesAreBoundedAndForgottenInTheEnd() {
        Stream.generate(this::asked).limit(1_500).forEach(task -> {});
        assertThat(line.asked).hasSize(1_000);

        nanos.addAndGet(Duration.ofMinutes(6).toNanos());

        assertThat(claims.fetch(asked(), fence(7, 1))).isEqualTo(Standing.HELD);
    }

    private UUID asked() {
        UUID task = ids.next();
        claims.committed(List.of(ReadyTask.newBuilder().setFence(fence(7, 1)).build()));
        claims.ask(List.of(task));
        return task;
    }

    private static Fence fence(int epoch, int attempt) {
        return Fence.newBuilder().setEpoch(epoch).setAttempt(attempt).build();
    }
}
