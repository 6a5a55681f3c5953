package dev.minion.ledger.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.Change;
import dev.minion.contracts.ledger.Changes;
import dev.minion.contracts.ledger.ChangesPage;
import dev.minion.contracts.ledger.ReadChangesRequest;
import dev.minion.contracts.ledger.ReportAttemptsRequest;
import dev.minion.contracts.ledger.Transition;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.LedgerTest;
import io.quarkus.grpc.GrpcService;
import io.vertx.core.Future;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** What the tests of the change feed share. */
abstract class ChangesTest extends LedgerTest {

    @Inject @GrpcService Changes feed;

    ReadChangesRequest.Builder reading() {
        return ReadChangesRequest.newBuilder().setNamespace(namespace);
    }

    ChangesPage read(ReadChangesRequest.Builder request) {
        return now(feed.readChanges(request.build()));
    }

    /** Where nothing of what comes is missed. */
    String here() {
        return read(reading().setNow(true)).getNext();
    }

    /** All from a position on, page by page, until there is nothing more. */
    List<Change> all(String position, int limit) {
        List<Change> all = new ArrayList<>();
        ChangesPage page;
        String next = position;
        do {
            page = read(reading().setPosition(next).setLimit(limit));
            assertThat(page.hasProblem()).as(page.toString()).isFalse();
            assertThat(page.getChangesCount()).isLessThanOrEqualTo(limit);
            all.addAll(page.getChangesList());
            next = page.getNext();
        } while (!page.getCaughtUp());
        return all;
    }

    void tell(TaskEvent... events) {
        ReportAttemptsRequest.Builder request = ReportAttemptsRequest.newBuilder();
        var _ = now(reported(request.addAllEvents(List.of(events)).build()));
    }

    static String step(Transition step) {
        if (step.getFrom() == TaskStatus.TASK_STATUS_UNSPECIFIED) {
            return "-> " + name(step.getTo());
        }
        return "%s -> %s %d %s %s"
                .formatted(
                        name(step.getFrom()),
                        name(step.getTo()),
                        step.getAttempt(),
                        step.getWorker(),
                        step.getCode())
                .strip();
    }

    static String id(Change change) {
        return Ids.fromBytes(change.getTaskId()).toString();
    }

    private static String name(TaskStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    static <T> T now(Future<T> work) {
        CompletableFuture<T> done = work.toCompletionStage().toCompletableFuture();
        assertThat(done).succeedsWithin(SOON);
        return done.resultNow();
    }
}
