package dev.minion.worker;

import dev.minion.worker.assignment.CommandSubscription;
import dev.minion.worker.call.OpenCalls;
import dev.minion.worker.drain.DrainState;
import dev.minion.worker.heartbeat.Heartbeats;
import dev.minion.worker.registration.WorkerConfig;
import dev.minion.worker.report.ReportCall;
import dev.minion.worker.run.Attempt;
import dev.minion.worker.run.AttemptRegister;
import dev.minion.worker.run.AttemptTicker;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** The worker's start, its pulse, and its end. */
@Singleton
class WorkerLife {

    private static final Logger LOG = Logger.getLogger(WorkerLife.class);

    /** For what was interrupted to be told, and for the last heartbeat. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);

    private final CommandSubscription commands;
    private final Heartbeats heartbeats;
    private final AttemptTicker ticker;
    private final ReportCall reportCall;
    private final OpenCalls openCalls;
    private final AttemptRegister register;
    private final DrainState drain;
    private final Duration grace;
    private final Pulse pulse =
            new Pulse(
                    this::step,
                    this::busy,
                    TimeUnit.MILLISECONDS.toNanos(AttemptTicker.PERIOD_MILLIS));

    WorkerLife(
            CommandSubscription commands,
            Heartbeats heartbeats,
            AttemptTicker ticker,
            ReportCall reportCall,
            OpenCalls openCalls,
            AttemptRegister register,
            DrainState drain,
            WorkerConfig config) {
        this.commands = commands;
        this.heartbeats = heartbeats;
        this.ticker = ticker;
        this.reportCall = reportCall;
        this.openCalls = openCalls;
        this.register = register;
        this.drain = drain;
        this.grace = config.drainGrace();
    }

    void start(@Observes StartupEvent event) {
        commands.open();
        register.onAdmitted(pulse::quicken);
        pulse.start();
    }

    private void step(long now) {
        ticker.step(now);
        reportCall.step(now);
        openCalls.step(now);
        if (commands.positioned()) {
            heartbeats.step(now);
        }
    }

    private boolean busy() {
        return register.taken() > 0 || !heartbeats.registered();
    }

    void stop(@Observes ShutdownEvent event) {
        drain.begin();
        try {
            heartbeats.step(System.nanoTime());
            if (!register.awaitEmpty(grace)) {
                LOG.infof("interrupting what still runs: attempts=%d", register.taken());
                register.all().forEach(Attempt::drain);
                var _ = register.awaitEmpty(LAST_WORDS);
            }
            commands.close();
            CompletableFuture<Void> told = heartbeats.sayStopped().toCompletableFuture();
            told.get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException untold) {
            LOG.infof("could not say that it stopped: %s", untold.toString());
        } finally {
            pulse.end();
        }
    }
}
