package dev.minion.worker.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Micros;
import dev.minion.contracts.records.Assignment;
import dev.minion.worker.drain.DrainState;
import dev.minion.worker.handler.Handler;
import dev.minion.worker.handler.HandlerException;
import dev.minion.worker.payload.LargePayloads;
import dev.minion.worker.registration.HandlerCatalog;
import dev.minion.worker.registration.WorkerConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs each attempt on a virtual thread of its own, so many at once as the worker's capacity; a few
 * whose handlers only compute are run by the thread that brings them.
 */
@Singleton
public class AttemptRunner {

    private static final Logger LOG = Logger.getLogger(AttemptRunner.class);

    /** Payloads that are read and written by a thread that serves others, too. */
    private static final int LITTLE_BYTES = 16 << 10;

    /** A handler that only computes and takes longer does not keep its word. */
    private static final long BRIEF_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** What such a lapse counts, and what is forgiven: a pause may be anybody's, now and then. */
    private static final int LAPSE = 1_000;

    private static final int FORGIVEN = 3 * LAPSE;

    private final Function<String, Optional<Handler>> catalog;
    private final AttemptRegister register;
    private final Reports reports;
    private final RunMetrics metrics;
    private final InstantSource clock;
    private final DrainState drain;
    private final LargePayloads payloads;
    private final int maxOutputBytes;
    private final Duration longestRun;

    /** One for each handler that may run. */
    private final Permits permits;

    /** Lapses of handlers that only compute, by types; each run without one makes up for a bit. */
    private final Map<String, Integer> lapses = new ConcurrentHashMap<>();

    @Inject
    AttemptRunner(
            HandlerCatalog catalog,
            AttemptRegister register,
            Reports reports,
            RunMetrics metrics,
            InstantSource clock,
            DrainState drain,
            LargePayloads payloads,
            WorkerConfig config) {
        this(
                catalog::find,
                register,
                reports,
                metrics,
                clock,
                drain,
                payloads,
                config.capacity(),
                config.maxOutputBytes(),
                config.longestRun());
    }

    /**
     * A runner.
     *
     * @param catalog finds a type's handler
     * @param capacity handlers at once
     * @param maxOutputBytes of JSON
     * @param longestRun that a handler may extend its run to
     */
    AttemptRunner(
            Function<String, Optional<Handler>> catalog,
            AttemptRegister register,
            Reports reports,
            RunMetrics metrics,
            InstantSource clock,
            DrainState drain,
            LargePayloads payloads,
            int capacity,
            int maxOutputBytes,
            Duration longestRun) {
        this.catalog = catalog;
        this.register = register;
        this.reports = reports;
        this.metrics = metrics;
        this.clock = clock;
        this.drain = drain;
        this.payloads = payloads;
        this.maxOutputBytes = maxOutputBytes;
        this.longestRun = longestRun;
        this.permits = new Permits(capacity);
    }

    /** Starts an attempt that has its slot and its claim; does not wait for it. */
    public void start(Attempt attempt) {
        var _ = Thread.ofVirtual().start(() -> waitAndRun(attempt));
    }

    /** The same for few attempts that were brought by a thread that may run what only computes. */
    public void startHere(Attempt attempt) {
        if (isBrief(attempt.assignment()) && permits.takeNow(attempt.slots())) {
            long begun = System.nanoTime();
            runPermitted(attempt);
            judge(attempt.assignment().getType(), System.nanoTime() - begun);
        } else {
            start(attempt);
        }
    }

    private boolean isBrief(Assignment assignment) {
        ByteString input = assignment.getInput();
        ByteString outputs = assignment.getDependencyOutputs();
        return input.size() + outputs.size() <= LITTLE_BYTES
                && LargePayloads.areHere(input, outputs)
                && lapses.getOrDefault(assignment.getType(), 0) <= FORGIVEN
                && catalog.apply(assignment.getType()).filter(Handler::nonBlocking).isPresent();
    }

    private void judge(String type, long nanos) {
        if (nanos <= BRIEF_NANOS) {
            if (!lapses.isEmpty()) {
                lapses.computeIfPresent(type, (same, count) -> count > 1 ? count - 1 : null);
            }
        } else if (lapses.merge(type, LAPSE, Integer::sum) > FORGIVEN) {
            LOG.warnf(
                    "a handler that should only compute took more than %d ms again and again, and"
                            + " gets threads of its own from now on: type=%s",
                    TimeUnit.NANOSECONDS.toMillis(BRIEF_NANOS), type);
        }
    }

    /** Attempts that wait for their permits. */
    int waiting() {
        return permits.waiting();
    }

    private void waitAndRun(Attempt attempt) {
        if (permitted(attempt)) {
            runPermitted(attempt);
        }
    }

    private void runPermitted(Attempt attempt) {
        try {
            long nowUs = Micros.of(clock.instant());
            if (attempt.begin(Thread.currentThread(), System.nanoTime(), nowUs)) {
                run(attempt);
            } else if (!attempt.ended()) {
                register.release(attempt);
            }
        } finally {
            permits.giveBack(attempt.slots());
        }
    }

    /** Waits for its permits; what waits when the worker begins to drain goes back instead. */
    private boolean permitted(Attempt attempt) {
        try {
            if (permits.take(attempt.slots(), () -> drain.draining() || attempt.isStopped())) {
                return true;
            }
            if (attempt.returned("the worker drains")) {
                reports.ready(attempt);
            }
            return false;
        } catch (InterruptedException nobodyDoes) {
            register.release(attempt);
            return false;
        }
    }

    /** What a handler has made, or whether what became of it instead is to be told. */
    private record Outcome(@Nullable ByteString output, boolean tell) {

        static Outcome none(boolean tell) {
            return new Outcome(null, tell);
        }
    }

    private interface Making {
        ByteString make() throws HandlerException, InterruptedException;
    }

    private void run(Attempt attempt) {
        long begun = System.nanoTime();
        Outcome made = outcome(attempt, () -> made(attempt));
        ByteString json = made.output();
        if (json == null || !LargePayloads.isLarge(json)) {
            end(attempt, made, begun);
        } else if (Thread.currentThread().isVirtual()) {
            moveAndEnd(attempt, json, begun);
        } else {
            var _ = Thread.ofVirtual().start(() -> moveAndEnd(attempt, json, begun));
        }
    }

    private void moveAndEnd(Attempt attempt, ByteString json, long begun) {
        end(attempt, outcome(attempt, () -> payloads.output(json, alive(attempt))), begun);
    }

    private void end(Attempt attempt, Outcome outcome, long begun) {
        ByteString output = outcome.output();
        boolean tell = output == null ? outcome.tell() : attempt.completed(output);
        metrics.ran(attempt.assignment().getType(), System.nanoTime() - begun);
        if (tell) {
            reports.ready(attempt);
        }
        if (attempt.threadEnded()) {
            register.release(attempt);
        }
    }

    private static Outcome outcome(Attempt attempt, Making making) {
        try {
            return new Outcome(making.make(), false);
        } catch (HandlerException failed) {
            return Outcome.none(
                    attempt.failed(
                            failed.code(),
                            message(failed),
                            failed.retryable(),
                            failed.retryAfter()));
        } catch (InterruptedException stopped) {
            return Outcome.none(attempt.interrupted());
        } catch (RuntimeException failed) {
            LOG.debugf(failed, "handler failed: type=%s", attempt.assignment().getType());
            return Outcome.none(
                    attempt.failed(FailureCode.HANDLER_FAILED.code(), message(failed), true));
        } catch (Error crashed) {
            return Outcome.none(
                    attempt.failed(FailureCode.HANDLER_CRASHED.code(), message(crashed), true));
        }
    }

    private static Runnable alive(Attempt attempt) {
        return () -> attempt.alive(System.nanoTime());
    }

    private ByteString made(Attempt attempt) throws HandlerException, InterruptedException {
        Optional<Handler> handler = catalog.apply(attempt.assignment().getType());
        if (handler.isEmpty()) {
            throw new HandlerException(
                    FailureCode.UNKNOWN_TYPE,
                    "no handler for " + attempt.assignment().getType(),
                    true);
        }
        JsonNode output = handler.get().run(context(attempt, alive(attempt)));
        ByteString json = AttemptContext.written(output);
        if (json.size() > maxOutputBytes) {
            throw new HandlerException(
                    FailureCode.OUTPUT_TOO_LARGE,
                    "the output has " + json.size() + " bytes, allowed are " + maxOutputBytes,
                    false);
        }
        return json;
    }

    private AttemptContext context(Attempt attempt, Runnable alive)
            throws HandlerException, InterruptedException {
        Assignment assignment = attempt.assignment();
        return new AttemptContext(
                attempt,
                payloads.input(assignment.getInput(), alive),
                payloads.dependencyOutputs(assignment.getDependencyOutputs(), alive),
                reports,
                clock,
                longestRun);
    }

    private static String message(Throwable failure) {
        String text = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
        return text.length() <= 2_000 ? text : text.substring(0, 2_000);
    }
}
