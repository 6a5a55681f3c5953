package dev.minion.dedup.mark;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every backend does. */
public abstract class DedupBackendContract {

    protected static final Ids IDS = Ids.random(InstantSource.system());
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration DAY = Duration.ofDays(1);

    protected final KeyName name = new KeyName("default", IDS.next().toString());
    protected final UUID task = IDS.next();
    protected final Mark.Committed committed =
            new Mark.Committed(Ids.toBytes(task), ByteString.copyFromUtf8("the payload's digest"));

    /** A backend whose pending marks and claims last longer than a test. */
    protected abstract DedupBackend backend();

    @Test
    void anUnknownKeyIsFresh() {
        assertThat(begin("a")).isEqualTo(Mark.FRESH);
    }

    @Test
    void aKeyOfAnotherOwnersSubmissionIsInProgressAndNotSeen() {
        begin("a");

        assertThat(begin("b")).isEqualTo(Mark.IN_PROGRESS);
    }

    @Test
    void theSameOwnerMayBeginAgain() {
        begin("a");

        assertThat(begin("a")).isEqualTo(Mark.FRESH);
    }

    @Test
    void aCommittedKeyTellsItsTaskAndPayload() {
        begin("a");

        commit();

        assertThat(begin("b")).isEqualTo(committed);
        assertThat(begin("a")).isEqualTo(committed);
    }

    @Test
    void aCommitNeedsNoPendingMark() {
        commit();

        assertThat(begin("b")).isEqualTo(committed);
    }

    @Test
    void aCommitReplacesThePendingMarkOfAnother() {
        begin("b");

        commit();

        assertThat(begin("b")).isEqualTo(committed);
    }

    @Test
    void anOwnerTakesItsPendingMarkBack() {
        begin("a");

        abort("a");

        assertThat(begin("b")).isEqualTo(Mark.FRESH);
    }

    @Test
    void anAbortLeavesThePendingMarkOfAnother() {
        begin("a");

        abort("b");

        assertThat(begin("c")).isEqualTo(Mark.IN_PROGRESS);
    }

    @Test
    void anAbortNeverTakesACommittedMarkBack() {
        begin("a");
        commit();

        abort("a");

        assertThat(begin("b")).isEqualTo(committed);
    }

    @Test
    void anAbortOfManyTakesBackOnlyWhatIsTheOwners() {
        KeyName others = new KeyName("default", IDS.next().toString());
        await(backend().begin("a", List.of(name)));
        await(backend().begin("b", List.of(others)));

        await(backend().abort("a", List.of(name, others)));

        assertThat(await(backend().begin("c", List.of(name, others))))
                .containsExactly(Mark.FRESH, Mark.IN_PROGRESS);
    }

    @Test
    void aKeyBelongsToItsNamespace() {
        await(backend().begin("a", List.of(new KeyName("n:" + name.key(), "k"))));

        assertThat(await(backend().begin("b", List.of(new KeyName("n", name.key() + ":k")))))
                .containsExactly(Mark.FRESH);
    }

    @Test
    void longKeysThatDifferInTheirLastCharacterAreTwo() {
        String stem = name.key() + "x".repeat(218);
        await(backend().begin("a", List.of(new KeyName("default", stem + "1"))));

        List<Mark> marks =
                await(
                        backend()
                                .begin(
                                        "b",
                                        List.of(
                                                new KeyName("default", stem + "2"),
                                                new KeyName("default", stem + "1"))));

        assertThat(marks).containsExactly(Mark.FRESH, Mark.IN_PROGRESS);
    }

    @Test
    void answersStandInTheOrderOfTheKeys() {
        KeyName fresh = new KeyName("default", IDS.next().toString());
        KeyName others = new KeyName("default", IDS.next().toString());
        commit();
        await(backend().begin("b", List.of(others)));

        assertThat(await(backend().begin("a", List.of(others, name, fresh, fresh))))
                .containsExactly(Mark.IN_PROGRESS, committed, Mark.FRESH, Mark.FRESH);
    }

    @Test
    void anAttemptIsClaimedByTheFirstWorkerAndByItAgain() {
        AttemptName first = new AttemptName(task, 1, 1);

        assertThat(claim("w1", first)).isTrue();
        assertThat(claim("w2", first)).isFalse();
        assertThat(claim("w1", first)).isTrue();
    }

    @Test
    void eachAttemptOfEachEpochIsClaimedOnItsOwn() {
        claim("w1", new AttemptName(task, 1, 1));

        assertThat(claim("w2", new AttemptName(task, 1, 2))).isTrue();
        assertThat(claim("w2", new AttemptName(task, 2, 1))).isTrue();
        assertThat(claim("w2", new AttemptName(task, 1, 11))).isTrue();
    }

    @Test
    void thousandsAreClaimedInOneCall() {
        List<AttemptName> attempts =
                IntStream.range(0, 10_000)
                        .mapToObj(_ -> new AttemptName(IDS.next(), 1, 1))
                        .toList();
        AttemptName taken = attempts.get(4_711);
        claim("w1", taken);

        List<Boolean> granted = await(backend().claim("w2", attempts));

        assertThat(granted).hasSize(10_000);
        assertThat(granted.indexOf(false)).isEqualTo(4_711);
        assertThat(granted.lastIndexOf(false)).isEqualTo(4_711);
    }

    @Test
    void nothingAskedIsNothingAnswered() {
        assertThat(await(backend().begin("a", List.of()))).isEmpty();
        assertThat(await(backend().claim("w", List.of()))).isEmpty();
    }

    protected final Mark begin(String owner) {
        return await(backend().begin(owner, List.of(name))).getFirst();
    }

    protected final void commit() {
        await(backend().commit(List.of(new Commitment(name, committed, DAY))));
    }

    protected final void abort(String owner) {
        await(backend().abort(owner, List.of(name)));
    }

    @Test
    void aHolderThatGivesAClaimUpHoldsItNoMore() {
        AttemptName attempt = new AttemptName(UUID.randomUUID(), 1, 1);
        claim("coordinator", attempt);

        assertThat(claim("w1", "coordinator", attempt)).isTrue();

        assertThat(claim("coordinator", attempt)).isFalse();
        assertThat(claim("w2", "coordinator", attempt)).isFalse();
        assertThat(claim("w1", "coordinator", attempt)).isTrue();
    }

    @Test
    void aClaimOfWhoeverNeverHeldItIsAsAnyOther() {
        AttemptName free = new AttemptName(UUID.randomUUID(), 1, 1);
        AttemptName taken = new AttemptName(UUID.randomUUID(), 1, 1);
        claim("w1", taken);

        assertThat(await(backend().claim("w2", "coordinator", List.of(taken, free))))
                .containsExactly(false, true);
        assertThat(claim("coordinator", free)).isFalse();
    }

    private boolean claim(String worker, String from, AttemptName attempt) {
        return await(backend().claim(worker, from, List.of(attempt))).getFirst();
    }

    protected final boolean claim(String worker, AttemptName attempt) {
        return await(backend().claim(worker, List.of(attempt))).getFirst();
    }

    protected static <T> T await(Uni<T> answer) {
        return answer.await().atMost(ANSWER);
    }
}
