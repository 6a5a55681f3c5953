package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.OpenTask;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.coordinator.pool.core.Worker;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** Partitions that come and go, and the questions to the ledger that an owner asks. */
final class Ownership {

    private static final int PAGE = 1_000;

    /** Queues that are read together where they are named. */
    private static final int PAGE_QUEUES = 64;

    /** Of the time to listen: what the owner before sent last is with its worker by then. */
    private static final int ARRIVED = 8;

    private final Board board;
    private final BitSet owned = new BitSet();

    /** Since then the heartbeats have been heard. */
    private final long began;

    private long terms;

    /** Owns nothing yet. */
    Ownership(Board board, long now) {
        this.board = board;
        this.began = now;
    }

    void assigned(Set<Integer> partitions, long now) {
        for (int partition : partitions) {
            if (partition >= 0
                    && partition < board.partitions()
                    && board.window(partition) == null) {
                owned.set(partition);
                board.open(open(partition, now));
            }
        }
        board.fleet.own(owned);
    }

    private PartitionWindow open(int partition, long now) {
        Policy policy = board.policy;
        return new PartitionWindow(
                partition, ++terms, now, policy.window(), policy.reconcileNanos());
    }

    void revoked(Set<Integer> partitions) {
        for (int partition : partitions) {
            PartitionWindow window = board.window(partition);
            if (window != null) {
                owned.clear(partition);
                board.close(window);
                board.backlog.drop(window);
                handOver(partition);
            }
        }
        board.fleet.own(owned);
    }

    private void handOver(int partition) {
        for (Attempt attempt : board.inFlight.all()) {
            if (attempt.partition == partition) {
                board.inFlight.handOver(attempt);
            }
        }
    }

    /**
     * What the ledger knows as assigned or running: when a partition comes to us all of it, and
     * later what has a key, which the ledger's count goes by.
     */
    void openArrived(PartitionWindow window, List<OpenTask> tasks, long now) {
        boolean first = !window.openKnown;
        window.openPending = false;
        window.openKnown = true;
        for (OpenTask open : tasks) {
            if (first || hasKey(open)) {
                adopt(open, first, now);
            }
        }
    }

    private static boolean hasKey(OpenTask open) {
        return !open.getTask().getDemands().getFlow().getKey().isEmpty();
    }

    private void adopt(OpenTask open, boolean first, long now) {
        ReadyTask task = open.getTask();
        UUID id = Ids.fromBytes(task.getTaskId());
        long fence = Fences.of(task.getFence());
        Attempt known = board.inFlight.get(id);
        if (known != null) {
            if (hasKey(open)) {
                board.inFlight.attribute(known, queue(open, id));
            }
            return;
        }
        if (board.recents.covers(id, fence, now) || open.getWorkerId().isEmpty()) {
            return;
        }
        Waiting waiting = board.backlog.get(id);
        if (waiting != null) {
            if (waiting.fence > fence) {
                return;
            }
            board.backlog.remove(waiting);
        }
        if (!first) {
            board.flows.corrected();
        }
        Worker worker = board.fleet.expect(open.getWorkerId(), now);
        Attempt attempt = Attempt.of(id, fence, task);
        attempt.queue = hasKey(open) ? queue(open, id) : null;
        attempt.started = !hasKey(open) || open.getStartedAtUs() > 0;
        attempt.phase = attempt.started ? Attempt.Phase.CONFIRMED : Attempt.Phase.UNCONFIRMED;
        attempt.dueAt = now + (attempt.started ? board.policy.lostNanos() : grace());
        if (attempt.runNanos > 0 && attempt.started) {
            attempt.runDueAt = now + attempt.runNanos + board.policy.runGraceNanos();
        }
        board.inFlight.adopt(attempt, worker);
    }

    /**
     * Whoever marked it may have gone before the command was out; whoever got it names it in each
     * heartbeat, and these are listened to anyway. Its key has a slot less meanwhile.
     */
    private long grace() {
        return board.policy.listenNanos();
    }

    private FairQueue queue(OpenTask open, UUID id) {
        ReadyTask task = open.getTask();
        return board.fairness.queue(task.getNamespace(), id, task.getDemands());
    }

    void openFailed(PartitionWindow window, long now) {
        window.openPending = false;
        window.openAskedAt = now;
    }

    /** Lets those partitions begin that know what is open and have listened. */
    void settle(long now) {
        for (int i = 0; i < board.partitions(); i++) {
            PartitionWindow window = board.window(i);
            if (window != null) {
                settle(window, now);
            }
        }
    }

    private void audit(PartitionWindow window, long now) {
        if (window.limited && !window.openPending && now >= window.auditAt) {
            window.openPending = true;
            window.openAskedAt = now;
            window.auditAt = now + board.policy.reconcileNanos();
            board.emit(new Effect.RequestOpen(window.partition, window.term));
        }
    }

    /** Asks the ledger for more where a window runs low, or where it is time to reconcile. */
    void askForPages(long now) {
        for (int i = 0; i < board.partitions(); i++) {
            PartitionWindow window = board.window(i);
            if (window != null) {
                askForPage(window, now);
            }
        }
    }

    private void settle(PartitionWindow window, long now) {
        if (window.settled) {
            audit(window, now);
            return;
        }
        if (window.openKnown) {
            if (hasListened(window, now)) {
                giveUpUnnamed(window, now);
                board.backlog.settle(window);
            }
        } else if (!window.openPending
                && (window.openAskedAt == 0
                        || now - window.openAskedAt >= board.policy.retryNanos())) {
            window.openPending = true;
            window.openAskedAt = now;
            board.emit(new Effect.RequestOpen(window.partition, window.term));
        }
    }

    /**
     * Each worker has named what it has, or was given the time of two heartbeats to do so. Who has
     * just begun does not know them all and gives them that time in any case.
     */
    private boolean hasListened(PartitionWindow window, long now) {
        long listen = board.policy.listenNanos();
        return now - window.since >= listen
                || (window.since - began >= listen
                        && board.fleet.haveAllSpoken(window.since + listen / ARRIVED));
    }

    /** What the ledger knows as assigned and no worker has named was never sent. */
    private void giveUpUnnamed(PartitionWindow window, long now) {
        for (Attempt attempt : board.inFlight.all()) {
            if (attempt.partition == window.partition
                    && attempt.phase == Attempt.Phase.UNCONFIRMED
                    && attempt.assignedAt == Attempt.NEVER) {
                attempt.dueAt = Math.min(attempt.dueAt, now);
            }
        }
    }

    private void askForPage(PartitionWindow window, long now) {
        if (window.pagePending || now < window.pageNotBefore) {
            return;
        }
        boolean sweeps =
                now >= window.reconcileAt
                        || window.sweep.goesOn()
                        || (!window.sweep.complete() && window.isLow());
        List<WindowQueue> low = sweeps && !window.swept ? List.of() : low(window);
        if (!low.isEmpty()) {
            askForQueues(window, low);
        } else if (sweeps) {
            sweep(window, now);
        }
    }

    /** Queues of which little is held and more may be in the ledger, as many as share a page. */
    private static List<WindowQueue> low(PartitionWindow window) {
        List<WindowQueue> low = new ArrayList<>(0);
        for (WindowQueue queue : window.wanting) {
            if (window.isLow(queue)) {
                low.add(queue);
                if (low.size() == PAGE_QUEUES) {
                    break;
                }
            }
        }
        return low;
    }

    private void askForQueues(PartitionWindow window, List<WindowQueue> low) {
        window.swept = false;
        List<Effect.QueuePlace> places = new ArrayList<>(low.size());
        int most = 1;
        for (WindowQueue queue : low) {
            places.add(
                    new Effect.QueuePlace(queue.number, Objects.requireNonNull(queue.frontier())));
            most = Math.max(most, window.share() - queue.size);
        }
        window.pageAsked(low);
        int limit = limit(window.room());
        int queueLimit = low.size() == 1 ? limit(most) : Math.clamp(limit / low.size(), 1, most);
        board.emit(
                new Effect.RequestPage(
                        window.partition,
                        window.term,
                        low.size() == 1 ? queueLimit : limit,
                        queueLimit,
                        -1,
                        places,
                        underWay(window),
                        List.of(),
                        List.copyOf(window.parked),
                        window.parkedNeeds.all()));
    }

    /** Reads all queues, or the next of them, to find what no record told of. */
    private void sweep(PartitionWindow window, long now) {
        window.swept = true;
        int after = window.sweep.reached();
        window.sweepAsked(now);
        int limit = limit(window.room());
        board.emit(
                new Effect.RequestPage(
                        window.partition,
                        window.term,
                        limit,
                        Math.clamp(window.share(), 1, limit),
                        after,
                        List.of(),
                        underWay(window),
                        waiting(window),
                        List.copyOf(window.parked),
                        window.parkedNeeds.all()));
    }

    /**
     * What there is room for, in portions: small messages travel better, and the next is soon
     * there.
     */
    private int limit(int room) {
        int portion = Math.clamp(board.policy.window() / 2, 1, PAGE);
        int least = Math.clamp(board.policy.window() / 4, 1, portion);
        return Math.clamp(room, least, portion);
    }

    /** What is shown though it waits here has a new priority of which no record told. */
    private List<Rank> waiting(PartitionWindow window) {
        List<Rank> ranks = new ArrayList<>(window.size);
        for (Waiting waiting : board.backlog.all()) {
            if (waiting.lane.partition == window) {
                ranks.add(waiting.rank());
            }
        }
        return ranks;
    }

    /**
     * What a page that begins at a frontier may show though it is held here: nothing that waits,
     * for all of that ranks before, and where it does not, it is no news.
     */
    private List<UUID> underWay(PartitionWindow window) {
        List<UUID> held = new ArrayList<>(0);
        for (Attempt attempt : board.inFlight.all()) {
            if (attempt.partition == window.partition) {
                held.add(attempt.id);
            }
        }
        return held;
    }
}
