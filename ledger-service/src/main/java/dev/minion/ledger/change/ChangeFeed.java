package dev.minion.ledger.change;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.ledger.Change;
import dev.minion.contracts.ledger.ChangesPage;
import dev.minion.contracts.ledger.ReadChangesRequest;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.task.Problems;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Answers those who follow changes, page by page, each at a bounded price. */
@ApplicationScoped
public class ChangeFeed {

    private static final int LARGEST_PAGE = 1_000;
    private static final int DEFAULT_PAGE = 100;

    /** Changes that a call looks at whose reader wants but some of them. */
    private static final int LARGEST_SCAN = 5_000;

    private final Pool pool;
    private final Frontier frontier;

    ChangeFeed(Pool pool, Frontier frontier) {
        this.pool = pool;
        this.frontier = frontier;
    }

    /** The next changes, or the problem bad-cursor or changes-forgotten. */
    public Future<ChangesPage> read(ReadChangesRequest request) {
        return LogEnds.read(pool)
                .compose(ends -> from(request, ends).compose(from -> read(request, from, ends)))
                .recover(
                        failure ->
                                failure instanceof BadPositionException
                                        ? refused(
                                                FailureCode.BAD_CURSOR,
                                                "no position of the change feed")
                                        : Future.failedFuture(failure));
    }

    private Future<Position> from(ReadChangesRequest request, LogEnds ends) {
        return switch (request.getAfterCase()) {
            case POSITION ->
                    Future.future(done -> done.complete(Position.of(request.getPosition())));
            case NOW -> now(ends);
            case AT_US ->
                    new ChangeTimes(pool, request.getAtUs())
                            .first(ends)
                            .map(sequence -> Position.of(ends.epoch(), sequence));
            case AFTER_NOT_SET ->
                    Future.succeededFuture(Position.of(ends.epoch(), ends.forgotten() + 1));
        };
    }

    /** Before all that is still under way: who reads the tasks next misses nothing. */
    private Future<Position> now(LogEnds ends) {
        return frontier.reach(ends.newest(), ends)
                .map(reached -> Position.of(ends.epoch(), Math.max(reached, ends.forgotten()) + 1));
    }

    private Future<ChangesPage> read(ReadChangesRequest request, Position from, LogEnds ends) {
        if (from.epoch() != ends.epoch()) {
            return refused(
                    FailureCode.CHANGES_FORGOTTEN,
                    "the database was restored from a backup since, which has undone changes");
        }
        if (from.sequence() <= ends.forgotten()) {
            return refused(
                    FailureCode.CHANGES_FORGOTTEN, "the changes after this position are not kept");
        }
        if (request.hasNow() || from.sequence() > ends.newest()) {
            return Future.succeededFuture(nothing(from, ends));
        }
        return frontier.reach(target(from, ends), ends)
                .compose(
                        last ->
                                last < from.sequence()
                                        ? Future.succeededFuture(nothing(from, ends))
                                        : page(request, from, last, ends));
    }

    /** Near the end all that there is, so that the page is whole; further back there is enough. */
    private static long target(Position from, LogEnds ends) {
        return ends.newest() - from.sequence() < LARGEST_PAGE ? ends.newest() : from.sequence();
    }

    private Future<ChangesPage> page(
            ReadChangesRequest request, Position from, long last, LogEnds ends) {
        int limit = limit(request);
        return ChangeRows.read(pool, request, from, last, scan(request, limit))
                .map(
                        rows -> {
                            List<Change> wanted = wanted(request, rows.changes());
                            boolean more = wanted.size() > limit;
                            List<Change> given = more ? wanted.subList(0, limit) : wanted;
                            String next = more ? given.getLast().getPosition() : rows.next().text();
                            return ChangesPage.newBuilder()
                                    .addAllChanges(given)
                                    .setNext(next)
                                    .setCaughtUp(!more && rows.next().sequence() > ends.newest())
                                    .build();
                        });
    }

    private static List<Change> wanted(ReadChangesRequest request, List<Change> changes) {
        Set<TaskStatus> statuses = EnumSet.noneOf(TaskStatus.class);
        statuses.addAll(request.getStatusesList());
        return statuses.isEmpty()
                ? changes
                : changes.stream()
                        .filter(change -> statuses.contains(change.getTransition().getTo()))
                        .toList();
    }

    private static int limit(ReadChangesRequest request) {
        return request.getLimit() <= 0 ? DEFAULT_PAGE : Math.min(request.getLimit(), LARGEST_PAGE);
    }

    private static int scan(ReadChangesRequest request, int limit) {
        boolean all =
                request.getNamespace().isEmpty()
                        && request.getTypesCount() == 0
                        && request.getStatusesCount() == 0;
        return all ? limit : LARGEST_SCAN;
    }

    /** Where there is something that cannot be given yet, it has not caught up. */
    private static ChangesPage nothing(Position from, LogEnds ends) {
        return ChangesPage.newBuilder()
                .setNext(from.text())
                .setCaughtUp(from.sequence() > ends.newest())
                .build();
    }

    private static Future<ChangesPage> refused(FailureCode code, String detail) {
        return Future.succeededFuture(
                ChangesPage.newBuilder().setProblem(Problems.of(code, detail)).build());
    }
}
