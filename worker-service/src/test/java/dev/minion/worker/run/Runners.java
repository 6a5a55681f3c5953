package dev.minion.worker.run;

import dev.minion.contracts.records.TaskEvent;
import dev.minion.worker.drain.DrainState;
import dev.minion.worker.handler.Handler;
import dev.minion.worker.payload.LargePayloads;
import dev.minion.worker.payload.PayloadsDouble;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Runners of one handler. */
final class Runners {

    private static final int MOST_BYTES = 4 << 20;

    private Runners() {}

    /** One whose attempts report to the list. */
    static AttemptRunner of(
            Handler handler,
            AttemptRegister register,
            List<TaskEvent> reported,
            DrainState drain,
            PayloadsDouble ledger,
            int capacity) {
        return new AttemptRunner(
                type -> Optional.of(handler),
                register,
                attempt -> reported.addAll(attempt.take("w1", 1)),
                new RunMetrics(new SimpleMeterRegistry(), register),
                InstantSource.system(),
                drain,
                new LargePayloads(ledger, MOST_BYTES),
                capacity,
                MOST_BYTES,
                Duration.ofSeconds(60));
    }
}
