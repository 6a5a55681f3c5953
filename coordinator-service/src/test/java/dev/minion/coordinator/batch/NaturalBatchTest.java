package dev.minion.coordinator.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NaturalBatchTest {

    private final List<List<String>> sent = new ArrayList<>();
    private final List<UniEmitter<? super Void>> ends = new ArrayList<>();
    private long nanos;

    @Test
    void aLoneItemGoesAtOnce() {
        var batch = batch(1, 10, 100);

        assertThat(batch.offer("a", 1, 1)).isTrue();

        assertThat(sent).containsExactly(List.of("a"));
    }

    @Test
    void whatQueuesWhileABatchIsUnderWayGoesTogether() {
        var batch = batch(1, 10, 100);
        offer(batch, "a", "b", "c");

        end(0);

        assertThat(sent).containsExactly(List.of("a"), List.of("b", "c"));
    }

    @Test
    void aFailedBatchMakesRoomLikeAnyOther() {
        var batch = batch(1, 10, 100);
        offer(batch, "a", "b");

        ends.getFirst().fail(new IllegalStateException("lost"));

        assertThat(sent).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void noMoreBatchesAreUnderWayThanAllowed() {
        var batch = batch(2, 10, 100);

        offer(batch, "a", "b", "c", "d");

        assertThat(sent).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void aBatchIsFullAtItsWeight() {
        var batch = batch(1, 2, 100);
        offer(batch, "a", "b", "c", "d");

        end(0);
        end(1);

        assertThat(sent).containsExactly(List.of("a"), List.of("b", "c"), List.of("d"));
    }

    @Test
    void anItemHeavierThanABatchGoesAlone() {
        var batch = batch(1, 2, 100);
        offer(batch, "a");
        assertThat(batch.offer("heavy", 50, 1)).isTrue();
        offer(batch, "b");

        end(0);
        end(1);

        assertThat(sent).containsExactly(List.of("a"), List.of("heavy"), List.of("b"));
    }

    @Test
    void aFullQueueRefuses() {
        var batch = batch(1, 1, 2);
        offer(batch, "a", "b", "c");

        assertThat(batch.offer("d", 1, 1)).isFalse();
        end(0);
        assertThat(batch.offer("d", 1, 1)).isTrue();
    }

    @Test
    void refusesFromTheFirstRefusalUntilTheQueueHasShrunkByAnEighth() {
        var batch = batch(1, 1, 16);
        offer(batch, "under way", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
        offer(batch, "11", "12", "13", "14", "15", "16");
        assertThat(batch.refusing()).isFalse();

        assertThat(batch.offer("17", 1, 1)).isFalse();
        assertThat(batch.refusing()).isTrue();
        end(0);
        assertThat(batch.refusing()).isTrue();
        end(1);
        assertThat(batch.refusing()).isFalse();
    }

    @Test
    void moreThanAFewWaitOnlyWhileTheFirstHasNotWaitedLong() {
        var batch = prompt(1, 100, 4, Duration.ofMillis(500));
        offer(batch, "under way", "1", "2", "3", "4", "5", "6");
        pass(Duration.ofMillis(501));

        assertThat(batch.offer("7", 1, 1)).isFalse();
        assertThat(batch.refusing()).isTrue();

        end(0);
        assertThat(batch.refusing()).as("the next has waited as long").isTrue();
        assertThat(batch.offer("7", 1, 1)).isFalse();
        end(1);
        end(2);
        assertThat(batch.refusing()).as("three wait").isFalse();
        assertThat(batch.offer("7", 1, 1)).isTrue();
        assertThat(batch.offer("8", 1, 1)).isFalse();
    }

    @Test
    void whereManyWaitBatchesGoOneAtATime() {
        var batch =
                new NaturalBatch<String>(
                        new NaturalBatch.Bounds(2, 1, 1_000, 100, 1_000, 8, Duration.ofDays(1)),
                        items -> {
                            sent.add(items);
                            return Uni.createFrom().emitter(ends::add);
                        });
        offer(batch, "a", "b", "1", "2", "3", "4");
        assertThat(sent).containsExactly(List.of("a"), List.of("b"));

        end(0);
        assertThat(sent).as("four wait").hasSize(2);
        end(1);
        assertThat(sent).as("three wait, one is under way").hasSize(3);
        end(2);
        assertThat(sent).as("one waits, two are under way").hasSize(5);
    }

    @Test
    void aFewWaitHoweverLongItTakes() {
        var batch = prompt(1, 100, 4, Duration.ofMillis(500));
        offer(batch, "under way", "1", "2", "3");
        pass(Duration.ofHours(1));

        assertThat(batch.offer("4", 1, 1)).isTrue();
        assertThat(batch.refusing()).isFalse();
    }

    private NaturalBatch<String> prompt(int weight, int queue, int prompt, Duration patience) {
        return new NaturalBatch<>(
                new NaturalBatch.Bounds(1, weight, 1_000, queue, 1_000, prompt, patience),
                items -> {
                    sent.add(items);
                    return Uni.createFrom().emitter(ends::add);
                },
                () -> nanos);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private NaturalBatch<String> batch(int inFlight, int weight, int queue) {
        return new NaturalBatch<>(
                new NaturalBatch.Bounds(inFlight, weight, 1_000, queue, 1_000),
                items -> {
                    sent.add(items);
                    return Uni.createFrom().emitter(ends::add);
                });
    }

    private static void offer(NaturalBatch<String> batch, String... items) {
        for (String item : items) {
            assertThat(batch.offer(item, 1, 1)).isTrue();
        }
    }

    private void end(int batch) {
        ends.get(batch).complete(null);
    }
}
