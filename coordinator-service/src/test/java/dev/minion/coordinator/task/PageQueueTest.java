package dev.minion.coordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.coordinator.problem.ProblemException;
import dev.minion.coordinator.task.PageQueue.Held;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PageQueueTest {

    private static final long PLENTY = 1 << 20;

    /** Pages that are being made, by their question. */
    private final Map<String, CompletableFuture<Buffer>> making = new LinkedHashMap<>();

    private CompletableFuture<Held> ask(PageQueue queue, String question, int tasks) {
        return queue.ask(
                        question,
                        tasks,
                        () -> {
                            CompletableFuture<Buffer> page = new CompletableFuture<>();
                            making.put(question, page);
                            return Uni.createFrom().completionStage(page);
                        })
                .subscribeAsCompletionStage();
    }

    private void made(String question, int bytes) {
        taken(question).complete(Buffer.buffer(new byte[bytes]));
    }

    private CompletableFuture<Buffer> taken(String question) {
        return Objects.requireNonNull(making.remove(question), question);
    }

    @Test
    void pagesBeyondTheBoundAreMadeInTheirOrder() {
        PageQueue queue = new PageQueue(new PageQueue.Bounds(2, 1_000, PLENTY, 100));
        List<CompletableFuture<Held>> pages = new ArrayList<>();
        for (String question : List.of("a", "b", "c", "d")) {
            pages.add(ask(queue, question, 10));
        }

        assertThat(making).containsOnlyKeys("a", "b");
        made("b", 1);
        assertThat(making).containsOnlyKeys("a", "c");
        assertThat(pages.get(1)).isCompleted();
        made("a", 1);
        assertThat(making).containsOnlyKeys("c", "d");
    }

    @Test
    void largePagesLeaveNoRoomForOthersAndOneTooLargeIsMadeAlone() {
        PageQueue queue = new PageQueue(new PageQueue.Bounds(8, 1_000, PLENTY * 100, 100));
        var _ = ask(queue, "large", 900);
        var _ = ask(queue, "small", 100);
        var _ = ask(queue, "huge", 5_000);
        var _ = ask(queue, "last", 1);

        assertThat(making).containsOnlyKeys("large", "small");
        made("small", 1);
        assertThat(making).containsOnlyKeys("large");
        made("large", 1);
        assertThat(making).containsOnlyKeys("huge");
        made("huge", 1);
        assertThat(making).containsOnlyKeys("last");
    }

    @Test
    void pagesThatNobodyTakesLeaveNoRoomForOthers() {
        PageQueue queue = new PageQueue(new PageQueue.Bounds(8, 1_000, 20_000, 100));
        CompletableFuture<Held> first = ask(queue, "first", 10);
        made("first", 19_000);
        CompletableFuture<Held> second = ask(queue, "second", 1);

        assertThat(making).isEmpty();
        first.resultNow().release();
        first.resultNow().release();
        assertThat(making).containsOnlyKeys("second");
        made("second", 5);
        assertThat(second.resultNow().bytes().length()).isEqualTo(5);
    }

    @Test
    void whoAsksForAPageThatWaitsToBeMadeGetsTheSameAndForOneBeingMadeANewOne() {
        PageQueue queue = new PageQueue(new PageQueue.Bounds(1, 1_000, 30_000, 100));
        var _ = ask(queue, "a", 1);
        CompletableFuture<Held> again = ask(queue, "a", 1);
        CompletableFuture<Held> once = ask(queue, "a", 1);
        assertThat(making).containsOnlyKeys("a");

        made("a", 7);
        assertThat(again).isNotDone();
        made("a", 29_000);

        assertThat(again.resultNow().bytes()).isSameAs(once.resultNow().bytes());
        var _ = ask(queue, "b", 1);
        again.resultNow().release();
        assertThat(making).isEmpty();
        once.resultNow().release();
        assertThat(making).containsOnlyKeys("b");
    }

    @Test
    void ofPagesAlikeNoMoreThanTwoAreMadeAtATimeAndTheNextIsForAllWhoCameMeanwhile() {
        PageQueue queue = new PageQueue(new PageQueue.Bounds(8, 1_000, PLENTY, 100));
        var _ = ask(queue, "a", 1);
        CompletableFuture<Buffer> first = taken("a");
        var _ = ask(queue, "a", 1);
        CompletableFuture<Buffer> second = taken("a");
        List<CompletableFuture<Held>> others = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            others.add(ask(queue, "a", 1));
        }
        var _ = ask(queue, "b", 1);

        assertThat(making).containsOnlyKeys("b");
        second.complete(Buffer.buffer("2"));
        made("a", 3);
        assertThat(others)
                .allSatisfy(other -> assertThat(other.resultNow().bytes().length()).isEqualTo(3));
        first.complete(Buffer.buffer("1"));
        assertThat(making).containsOnlyKeys("b");
    }

    @Test
    void whatFindsTooManyWaitingIsRefusedAndAFailureMakesRoom() {
        PageQueue queue = new PageQueue(new PageQueue.Bounds(1, 1_000, PLENTY, 2));
        CompletableFuture<Held> failing = ask(queue, "a", 1);
        CompletableFuture<Held> next = ask(queue, "b", 1);
        var _ = ask(queue, "c", 1);

        CompletableFuture<Held> refused = ask(queue, "d", 1);

        assertThat(refused).isCompletedExceptionally();
        assertThat(refused.exceptionNow())
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code().httpStatus()).isEqualTo(429));
        taken("a").completeExceptionally(new IllegalStateException("no ledger"));
        assertThat(failing).isCompletedExceptionally();
        assertThat(making).containsOnlyKeys("b");
        assertThat(next).isNotDone();
    }
}
