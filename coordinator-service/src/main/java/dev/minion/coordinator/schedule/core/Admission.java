package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.Ids;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.tasks.Fence;
import dev.minion.coordinator.pool.core.Worker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The one path into the window, for fresh records, pages and released attempts (law 13). */
final class Admission {

    /** Fresh tasks kept until a page has come; of more, their place in the order is kept. */
    private static final int BEHIND_PAGE = 500;

    private final Board board;

    Admission(Board board) {
        this.board = board;
    }

    /** A record says that a task is ready. */
    void fresh(ReadyTask task, long now) {
        PartitionWindow window = board.window(task.getPartition());
        if (window == null) {
            return;
        }
        UUID id = Ids.fromBytes(task.getTaskId());
        boolean waits = board.backlog.get(id) != null;
        WindowQueue queue = window.queue(task.getQueue());
        if (!waits && queue.isBehindFrontier(new Rank(task.getPriority(), id))) {
            if (queue.isAsked() && window.behindPage.size() < BEHIND_PAGE) {
                window.behindPage.add(task);
                return;
            }
            if (isNews(id, task.getFence(), now)) {
                queue.leftOut(new Rank(task.getPriority(), id));
            }
            return;
        }
        admit(window, id, task, now);
    }

    /** The ledger's page. */
    void page(PartitionWindow window, Event.PageArrived page, long now) {
        long before = window.admissions;
        window.pageCame(page.next(), now);
        Map<Integer, Rank> worst = new HashMap<>();
        for (ReadyTask task : page.tasks()) {
            UUID id = Ids.fromBytes(task.getTaskId());
            worst.merge(task.getQueue(), new Rank(task.getPriority(), id), Admission::later);
            admit(window, id, task, now);
        }
        for (int queue : page.more()) {
            window.queue(queue).leftOut(worst.getOrDefault(queue, Rank.FIRST));
        }
        if (!page.more().isEmpty() && window.admissions == before) {
            window.pageNotBefore = now + board.policy.retryNanos();
        }
        afterPage(window, now);
    }

    private static Rank later(Rank a, Rank b) {
        return a.before(b) ? b : a;
    }

    /** The page did not come. */
    void pageFailed(PartitionWindow window, long now) {
        window.pageFailed();
        window.pageNotBefore = now + board.policy.retryNanos();
        afterPage(window, now);
    }

    private void afterPage(PartitionWindow window, long now) {
        List<ReadyTask> later = List.copyOf(window.behindPage);
        window.behindPage.clear();
        for (ReadyTask task : later) {
            fresh(task, now);
        }
    }

    private void admit(PartitionWindow window, UUID id, ReadyTask task, long now) {
        if (isNews(id, task.getFence(), now)) {
            board.backlog.offer(window, id, Fences.of(task.getFence()), task);
            Waiting waiting = task.hasDemands() ? board.backlog.get(id) : null;
            if (waiting != null) {
                board.flows.crowds(waiting.lane.line.queue);
            }
        }
    }

    /** False where the fence is under way or over; an older attempt under way is fenced now. */
    private boolean isNews(UUID id, Fence newFence, long now) {
        long fence = Fences.of(newFence);
        if (board.recents.covers(id, fence, now)) {
            return false;
        }
        Attempt attempt = board.inFlight.get(id);
        if (attempt == null) {
            return true;
        }
        if (attempt.fence >= fence) {
            return false;
        }
        Worker worker = attempt.worker;
        board.recents.add(id, attempt.fence, true, now);
        board.inFlight.remove(attempt, worker != null && attempt.started);
        return true;
    }
}
