package dev.minion.worker.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Micros;
import dev.minion.worker.handler.Handler;
import dev.minion.worker.handler.HandlerException;
import dev.minion.worker.registration.HandlerCatalog;
import dev.minion.worker.registration.WorkerConfig;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Runs each attempt on a virtual thread of its own. */
@Singleton
public class AttemptRunner {

    private static final Logger LOG = Logger.getLogger(AttemptRunner.class);

    private final HandlerCatalog catalog;
    private final AttemptRegister register;
    private final Reports reports;
    private final RunMetrics metrics;
    private final InstantSource clock;
    private final int maxOutputBytes;

    AttemptRunner(
            HandlerCatalog catalog,
            AttemptRegister register,
            Reports reports,
            RunMetrics metrics,
            InstantSource clock,
            WorkerConfig config) {
        this.catalog = catalog;
        this.register = register;
        this.reports = reports;
        this.metrics = metrics;
        this.clock = clock;
        this.maxOutputBytes = config.maxOutputBytes();
    }

    /** Starts an attempt that has its slot and its claim; does not wait for it. */
    public void start(Attempt attempt) {
        Thread thread = Thread.ofVirtual().unstarted(() -> run(attempt));
        long nowUs = Micros.of(clock.instant());
        if (attempt.begin(thread, System.nanoTime(), nowUs)) {
            thread.start();
        } else if (!attempt.ended()) {
            register.release(attempt);
        }
    }

    private void run(Attempt attempt) {
        long begun = System.nanoTime();
        boolean tell = false;
        try {
            tell = attempt.completed(output(attempt));
        } catch (HandlerException failed) {
            tell = attempt.failed(failed.code(), message(failed), failed.retryable());
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
        Optional<Handler> handler = catalog.find(attempt.assignment().getType());
        if (handler.isEmpty()) {
            throw new HandlerException(
                    FailureCode.UNKNOWN_TYPE,
                    "no handler for " + attempt.assignment().getType(),
                    true);
        }
        JsonNode output = handler.get().run(new AttemptContext(attempt, reports, clock.instant()));
        ByteString json = AttemptContext.written(output);
        if (json.size() > maxOutputBytes) {
            throw new HandlerException(
                    FailureCode.OUTPUT_TOO_LARGE,
                    "the output has " + json.size() + " bytes, allowed are " + maxOutputBytes,
                    false);
        }
        return json;
    }

    private static String message(Throwable failure) {
        String text = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
        return text.length() <= 2_000 ? text : text.substring(0, 2_000);
    }
}
