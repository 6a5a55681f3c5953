package dev.minion.ledger.lane;

import dev.minion.ledger.transition.DatabaseFailure;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Work on its way to the database. For many threads.
 *
 * @param <Q> what is wanted
 * @param <A> what is answered
 */
public final class Lanes<Q, A> {

    /** Runs of one batch that keeps meeting others. */
    private static final int RUNS = 10;

    private final LaneConfig config;
    private final Function<List<Work<Q, A>>, Future<Void>> writer;
    private final Function<Throwable, A> refusal;
    private final List<Lane<Q, A>> lanes;
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicLong queuedBytes = new AtomicLong();

    /**
     * Lanes of their own.
     *
     * @param writer answers each piece of a batch, which has no task twice, after the commit; a
     *     failure is that of those which it has not answered
     * @param refusal what a piece of work is answered that the database will never take
     */
    public Lanes(
            LaneConfig config,
            Function<List<Work<Q, A>>, Future<Void>> writer,
            Function<Throwable, A> refusal) {
        this.config = config;
        this.writer = writer;
        this.refusal = refusal;
        this.lanes =
                IntStream.range(0, config.lanes())
                        .mapToObj(lane -> new Lane<>(config.batchTasks(), this::write))
                        .toList();
    }

    /**
     * Does all of it, what is for one task in this order.
     *
     * @return the answers in the same order; fails with {@link QueueFullException} when too much
     *     waits already, and then none of it is done; with another failure some may have been done
     */
    public Future<List<A>> run(List<Work<Q, A>> work) {
        long bytes = work.stream().mapToLong(Work::bytes).sum();
        if (!admit(work.size(), bytes)) {
            return Future.failedFuture(new QueueFullException());
        }
        List<Future<A>> answers = work.stream().map(Work::answer).toList();
        if (work.size() == 1) {
            lane(work.getFirst()).add(work);
        } else {
            spread(work);
        }
        return Future.join(answers)
                .onComplete(done -> leave(work.size(), bytes))
                .map(done -> answers.stream().map(Future::result).toList());
    }

    /** One that is larger than the queue is taken where nothing waits. */
    private boolean admit(int size, long bytes) {
        int before = queued.getAndAdd(size);
        long bytesBefore = queuedBytes.getAndAdd(bytes);
        boolean room =
                before == 0
                        || (before + size <= config.queued()
                                && bytesBefore + bytes <= config.queuedBytes());
        if (!room) {
            leave(size, bytes);
        }
        return room;
    }

    private void leave(int size, long bytes) {
        var _ = queued.addAndGet(-size);
        var _ = queuedBytes.addAndGet(-bytes);
    }

    private void spread(List<Work<Q, A>> work) {
        List<List<Work<Q, A>>> shares = new ArrayList<>();
        lanes.forEach(lane -> shares.add(new ArrayList<>()));
        work.forEach(each -> shares.get(number(each)).add(each));
        for (int i = 0; i < shares.size(); i++) {
            lanes.get(i).add(shares.get(i));
        }
    }

    private Lane<Q, A> lane(Work<Q, A> work) {
        return lanes.get(number(work));
    }

    /** By the last bits of a UUIDv7, which are random. */
    private int number(Work<Q, A> work) {
        return Math.floorMod(work.task().getLeastSignificantBits(), lanes.size());
    }

    private Future<Void> write(List<Work<Q, A>> batch) {
        return attempt(batch, RUNS);
    }

    private Future<Void> attempt(List<Work<Q, A>> batch, int runs) {
        return carryOut(batch).recover(failure -> afterFailure(failure, batch, runs - 1));
    }

    /** A fault of this program is the batch's failure, too, or its lane would stand still. */
    private Future<Void> carryOut(List<Work<Q, A>> batch) {
        try {
            return writer.apply(batch);
        } catch (RuntimeException fault) {
            return Future.failedFuture(fault);
        }
    }

    private Future<Void> afterFailure(Throwable failure, List<Work<Q, A>> batch, int runs) {
        List<Work<Q, A>> open = batch.stream().filter(Work::isOpen).toList();
        if (open.isEmpty()) {
            return Future.succeededFuture();
        }
        return switch (DatabaseFailure.of(failure)) {
            case CONFLICT -> runs > 0 ? attempt(open, runs) : fail(open, failure);
            case DATA -> open.size() > 1 ? halve(open) : refuse(open.getFirst(), failure);
            case AWAY, FAULT -> fail(open, failure);
        };
    }

    private Future<Void> refuse(Work<Q, A> work, Throwable failure) {
        work.answer(refusal.apply(failure));
        return Future.succeededFuture();
    }

    private Future<Void> halve(List<Work<Q, A>> batch) {
        int half = batch.size() / 2;
        return attempt(batch.subList(0, half), RUNS)
                .compose(done -> attempt(batch.subList(half, batch.size()), RUNS));
    }

    private static <Q, A> Future<Void> fail(List<Work<Q, A>> open, Throwable failure) {
        open.forEach(each -> each.fail(failure));
        return Future.succeededFuture();
    }
}
