package dev.minion.ledger.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LanesTest {

    private record Bounds(int lanes, int batchTasks, int queued, long queuedBytes)
            implements LaneConfig {}

    /** A batch that was handed to the writer, and how it is ended. */
    private record Batch(List<Work<String, String>> work, Promise<Void> end) {

        List<String> requests() {
            return work.stream().map(Work::request).toList();
        }

        void succeed() {
            work.forEach(each -> each.answer("done " + each.request()));
            end.complete();
        }
    }

    private final Deque<Batch> written = new ArrayDeque<>();

    private Lanes<String, String> lanes(Bounds bounds) {
        return new Lanes<>(
                bounds,
                work -> {
                    Batch batch = new Batch(work, Promise.promise());
                    written.add(batch);
                    return batch.end.future();
                },
                failure -> "refused");
    }

    private Lanes<String, String> oneLane() {
        return lanes(new Bounds(1, 100, 1_000, 1_000));
    }

    private static UUID task(long number) {
        return new UUID(0x0199_0000_0000_7000L, number);
    }

    private static Work<String, String> work(long task, String request) {
        return Work.of(task(task), request, 1);
    }

    private static Future<List<String>> run(
            Lanes<String, String> lanes, long task, String request) {
        return lanes.run(List.of(work(task, request)));
    }

    private static PgException refusal(String state) {
        return new PgException("refused", "ERROR", state, "");
    }

    @Test
    void whatIsAloneIsDoneAtOnceAndWhatWaitsMeanwhileIsOneBatch() {
        Lanes<String, String> lanes = oneLane();
        Future<List<String>> first = run(lanes, 1, "a");
        Future<List<String>> second = run(lanes, 2, "b");
        Future<List<String>> third = run(lanes, 3, "c");
        assertThat(written).hasSize(1);
        assertThat(written.peek().requests()).containsExactly("a");

        written.remove().succeed();

        assertThat(first.result()).containsExactly("done a");
        assertThat(written.peek().requests()).containsExactly("b", "c");
        written.remove().succeed();
        assertThat(second.result()).containsExactly("done b");
        assertThat(third.result()).containsExactly("done c");
        assertThat(written).isEmpty();
    }

    @Test
    void whatIsForOneTaskIsDoneInItsOrderAndNeverTwiceInABatch() {
        Lanes<String, String> lanes = oneLane();
        Future<List<String>> all =
                lanes.run(
                        List.of(
                                work(1, "a1"),
                                work(2, "b1"),
                                work(1, "a2"),
                                work(2, "b2"),
                                work(1, "a3")));
        List<List<String>> batches = new ArrayList<>();
        while (!written.isEmpty()) {
            batches.add(written.peek().requests());
            written.remove().succeed();
        }

        assertThat(batches)
                .containsExactly(List.of("a1", "b1"), List.of("a2", "b2"), List.of("a3"));
        assertThat(all.result())
                .containsExactly("done a1", "done b1", "done a2", "done b2", "done a3");
    }

    @Test
    void aTaskKeepsToItsLaneAndLanesDoNotWaitForEachOther() {
        Lanes<String, String> lanes = lanes(new Bounds(2, 100, 1_000, 1_000));
        var _ = run(lanes, 2, "even");
        var _ = run(lanes, 4, "even too");
        var _ = run(lanes, 3, "odd");

        assertThat(written)
                .extracting(Batch::requests)
                .containsExactly(List.of("even"), List.of("odd"));
    }

    @Test
    void aBatchHasABound() {
        Lanes<String, String> lanes = lanes(new Bounds(1, 3, 1_000, 1_000));
        var _ =
                lanes.run(
                        IntStream.range(0, 7).mapToObj(i -> work(i, Integer.toString(i))).toList());
        List<Integer> sizes = new ArrayList<>();
        while (!written.isEmpty()) {
            sizes.add(written.peek().work.size());
            written.remove().succeed();
        }

        assertThat(sizes).containsExactly(3, 3, 1);
    }

    @Test
    void whatMeetsAnotherTransactionIsDoneAgainUnlessItWasAnswered() {
        Lanes<String, String> lanes = oneLane();
        Future<List<String>> both = lanes.run(List.of(work(1, "a"), work(2, "b")));
        Batch first = written.remove();
        first.work.getFirst().answer("done a");
        first.end.fail(refusal("40P01"));

        assertThat(written.peek().requests()).containsExactly("b");
        written.remove().succeed();
        assertThat(both.result()).containsExactly("done a", "done b");
    }

    @Test
    void theOneThatPostgresRefusesIsFoundAndTheOthersAreDone() {
        Lanes<String, String> lanes = oneLane();
        Future<List<String>> all =
                lanes.run(IntStream.range(0, 8).mapToObj(i -> work(i, "w" + i)).toList());
        while (!written.isEmpty()) {
            Batch batch = written.remove();
            if (batch.requests().contains("w5")) {
                batch.end.fail(refusal("22021"));
            } else {
                batch.succeed();
            }
        }

        assertThat(all.result())
                .containsExactly(
                        "done w0", "done w1", "done w2", "done w3", "done w4", "refused", "done w6",
                        "done w7");
    }

    @Test
    void whereTheDatabaseIsAwayEachIsToldAndTheLaneGoesOn() {
        Lanes<String, String> lanes = oneLane();
        Future<List<String>> lost = run(lanes, 1, "a");
        written.remove().end.fail(new IllegalStateException("connection lost"));
        Future<List<String>> next = run(lanes, 1, "b");
        written.remove().succeed();

        assertThat(lost.failed()).isTrue();
        assertThat(next.result()).containsExactly("done b");
    }

    @Test
    void whatFindsTheQueueFullIsRefusedAsAWhole() {
        Lanes<String, String> lanes = lanes(new Bounds(1, 2, 3, 1_000));
        Future<List<String>> taken = lanes.run(List.of(work(1, "a"), work(2, "b"), work(3, "c")));

        Future<List<String>> refused = run(lanes, 4, "d");

        assertThat(refused.cause()).isInstanceOf(QueueFullException.class);
        written.remove().succeed();
        written.remove().succeed();
        assertThat(taken.succeeded()).isTrue();
        assertThat(run(lanes, 4, "d").isComplete()).isFalse();
        assertThat(written.remove().requests()).isEqualTo(Collections.singletonList("d"));
    }
}
