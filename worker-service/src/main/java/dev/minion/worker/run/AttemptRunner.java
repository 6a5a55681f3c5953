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
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Runs each attempt on a virtual thread of its own, so many at once as the worker's capacity. */
@Singleton
public class AttemptRunner {

    private static final Logger LOG = Logger.getLogger(AttemptRunner.class);

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

    /** Attempts that wait for their permits. */
    int waiting() {
        return permits.waiting();
    }

    private void waitAndRun(Attempt attempt) {
        if (!permitted(attempt)) {
            return;
        }
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

    private void run(Attempt attempt) {
        long begun = System.nanoTime();
        boolean tell = false;
        try {
            tell = attempt.completed(output(attempt));
        } catch (HandlerException failed) {
            tell =
                    attempt.failed(
                            failed.code(),
                            message(failed),
                            failed.retryable(),
                            failed.retryAfter());
        } catch (InterruptedException stopped) {
            tell = attempt.interrupted();
        } catch (RuntimeException failed) {
            LOG.debugf(failed, "handler failed: type=%s", attempt.assignment().getType());
            tell = attempt.failed(FailureCode.HANDLER_FAILED.code(), message(failed), true);
        } catch (StackOverflowError | OutOfMemoryError crashed) {
            tell = attempt.failed(FailureCode.HANDLER_CRASHED.code(), message(crashed), true);
        } finally {
            metrics.ran(attempt.assignment().getType(), System.nanoTime() - begun);
            if (tell) {
                reports.ready(attempt);
            }
            if (attempt.threadEnded()) {
                register.release(attempt);
            }
        }
    }

    private ByteString output(Attempt attempt) throws HandlerException, InterruptedException {
        Optional<Handler> handler = catalog.apply(attempt.assignment().getType());
        if (handler.isEmpty()) {
            throw new HandlerException(
                    FailureCode.UNKNOWN_TYPE,
                    "no handler for " + attempt.assignment().getType(),
                    true);
        }
        Runnable alive = () -> attempt.alive(System.nanoTime());
        JsonNode output = handler.get().run(context(attempt, alive));
        ByteString json = AttemptContext.written(output);
        if (json.size() > maxOutputBytes) {
            throw new HandlerException(
                    FailureCode.OUTPUT_TOO_LARGE,
                    "the output has " + json.size() + " bytes, allowed are " + maxOutputBytes,
                    false);
        }
        return payloads.output(json, alive);
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
