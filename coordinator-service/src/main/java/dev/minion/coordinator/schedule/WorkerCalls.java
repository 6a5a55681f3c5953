package dev.minion.coordinator.schedule;

import dev.minion.contracts.work.RunAnswer;
import dev.minion.contracts.work.RunRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes few assignments to their workers by calls, and brings back what became of them, past the
 * log on both ways. For the loop's thread.
 *
 * <p>What a worker certainly did not get goes through the log at once; where nobody knows, it is
 * left to the deadline of an assignment that nobody confirms, so that no attempt is assigned twice.
 * After a failure a worker's line stays closed for a while, each time for longer: where the network
 * lets nobody through, few tasks pay for the try.
 */
final class WorkerCalls {

    private static final Logger LOG = Logger.getLogger(WorkerCalls.class);

    /** Bytes of inputs in a call: what is larger is no hurry. */
    private static final long MOST_BYTES = 256 << 10;

    private static final long CLOSED_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long LONGEST_NANOS = Duration.ofMinutes(5).toNanos();

    /** A line that is not to be used before. */
    private record Closed(long untilNanos, long forNanos) {}

    private final WorkerLine line;
    private final Function<String, String> addressOf;
    private final Consumer<RunAnswer> told;
    private final Consumer<List<Outgoing>> toLog;
    private final LongSupplier nanos;
    private final int most;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Map<String, Closed> closed = new ConcurrentHashMap<>();

    /**
     * Calls.
     *
     * @param addressOf the address of a worker, empty where it has none
     * @param told is given what workers tell, on any thread
     * @param toLog publishes what was not taken, from any thread
     * @param nanos the monotonic clock
     * @param most attempts that calls wait for at a time; with 0 everything goes through the log
     */
    WorkerCalls(
            WorkerLine line,
            Function<String, String> addressOf,
            Consumer<RunAnswer> told,
            Consumer<List<Outgoing>> toLog,
            LongSupplier nanos,
            int most) {
        this.line = line;
        this.addressOf = addressOf;
        this.told = told;
        this.toLog = toLog;
        this.nanos = nanos;
        this.most = most;
    }

    /**
     * Whether so many more may go by calls now, as far as their number says. Safe for any thread.
     */
    boolean hasRoom(int assignments) {
        return underWay.get() + assignments <= most;
    }

    /** Sends all of them, where they are few and their workers can be called; otherwise none. */
    boolean take(List<Outgoing> assignments) {
        if (!hasRoom(assignments.size()) || bytes(assignments) > MOST_BYTES) {
            return false;
        }
        Map<String, List<Outgoing>> byAddress = new HashMap<>();
        for (Outgoing outgoing : assignments) {
            String address = addressOf.apply(outgoing.assign().workerId());
            if (address.isEmpty() || isClosed(address)) {
                return false;
            }
            byAddress.computeIfAbsent(address, any -> new ArrayList<>()).add(outgoing);
        }
        byAddress.forEach(this::call);
        return true;
    }

    private static long bytes(List<Outgoing> assignments) {
        return assignments.stream().mapToLong(each -> each.command().getSerializedSize()).sum();
    }

    private boolean isClosed(String address) {
        Closed line = closed.get(address);
        return line != null && nanos.getAsLong() - line.untilNanos < 0;
    }

    private void close(String address) {
        long now = nanos.getAsLong();
        // Of workers that are gone.
        closed.values().removeIf(line -> now - line.untilNanos > LONGEST_NANOS);
        closed.compute(
                address,
                (_, line) -> {
                    long pause =
                            line == null
                                    ? CLOSED_NANOS
                                    : Math.min(2 * line.forNanos, LONGEST_NANOS);
                    return new Closed(now + pause, pause);
                });
    }

    private void call(String address, List<Outgoing> assignments) {
        RunRequest.Builder request = RunRequest.newBuilder();
        assignments.forEach(each -> request.addCommands(each.command()));
        request.setClaimed(assignments.stream().allMatch(Outgoing::claimed));
        underWay.addAndGet(assignments.size());
        var ignored =
                line.run(address, request.build(), told)
                        .whenComplete((_, failure) -> ended(address, assignments, failure));
    }

    private void ended(String address, List<Outgoing> assignments, @Nullable Throwable failure) {
        underWay.addAndGet(-assignments.size());
        if (failure == null) {
            closed.remove(address);
            return;
        }
        close(address);
        boolean reached = !(failure instanceof NotReachedException);
        LOG.infof(
                "call to a worker failed: address=%s, assignments=%d, by the log instead=%b,"
                        + " reason=%s",
                address, assignments.size(), !reached, failure.toString());
        if (!reached) {
            toLog.accept(assignments);
        }
    }
}
