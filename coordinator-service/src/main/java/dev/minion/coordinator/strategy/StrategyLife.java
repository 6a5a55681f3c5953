package dev.minion.coordinator.strategy;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Reads from the store at the start, looks and writes every few seconds, and writes at the end. */
@ApplicationScoped
class StrategyLife {

    private static final Logger LOG = Logger.getLogger(StrategyLife.class);

    /** Before the scheduler ends, which is asked what it knows. */
    private static final int FIRST = 100;

    private final ChoiceKeeper choice;
    private final LearnedKeeper learned;
    private final StrategySettings settings;
    private final Vertx vertx;
    private long looks;
    private long saves;

    StrategyLife(
            ChoiceKeeper choice, LearnedKeeper learned, StrategySettings settings, Vertx vertx) {
        this.choice = choice;
        this.learned = learned;
        this.settings = settings;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent started) {
        Runnable look = oneAtATime(choice::look);
        Runnable save = oneAtATime(learned::keep);
        look.run();
        save.run();
        looks = vertx.setPeriodic(settings.lookEvery().toMillis(), _ -> look.run());
        saves = vertx.setPeriodic(settings.saveEvery().toMillis(), _ -> save.run());
    }

    /** A step that does nothing while it is still under way. */
    private static Runnable oneAtATime(Supplier<Uni<Void>> step) {
        AtomicBoolean underWay = new AtomicBoolean();
        return () -> {
            if (underWay.compareAndSet(false, true)) {
                var ignored =
                        step.get()
                                .onTermination()
                                .invoke(() -> underWay.set(false))
                                .subscribe()
                                .with(_ -> {}, failure -> LOG.error("a step has failed", failure));
            }
        };
    }

    /** On the application's main thread, which may wait: after it the store cannot be reached. */
    void stop(@Observes @Priority(FIRST) ShutdownEvent stopping) {
        vertx.cancelTimer(looks);
        vertx.cancelTimer(saves);
        try {
            var ignored =
                    learned.keep()
                            .subscribe()
                            .asCompletionStage()
                            .get(2 * settings.callTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException late) {
            LOG.warnf("what was learned last was not written: reason=%s", late.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
