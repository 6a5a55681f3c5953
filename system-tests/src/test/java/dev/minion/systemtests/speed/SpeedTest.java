package dev.minion.systemtests.speed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.benchmarks.figures.Timed;
import dev.minion.benchmarks.http.Endpoint;
import dev.minion.benchmarks.machine.Calibration;
import dev.minion.benchmarks.workload.Flood;
import dev.minion.benchmarks.workload.Suite;
import dev.minion.systemtests.suite.Report;
import dev.minion.systemtests.suite.SharedStack;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * A guard against a fall by half, not a measurement: for that there is {@code ./minion bench}.
 *
 * <p>W1 is divided by what the machine does with fixed work right before it, so that a slow machine
 * and a busy one are excused. What is left of noise, the best of three attempts takes away.
 *
 * <p>To set the ratio anew, run {@code ./minion test -pl system-tests -am -Dtest=SpeedTest
 * -Dsurefire.failIfNoSpecifiedTests=false} on a machine with nothing else to do, and write down the
 * best ratio that it prints.
 */
@Order(SpeedTest.AFTER_THE_OTHERS_OF_THE_WHOLE_STACK)
class SpeedTest {

    static final int AFTER_THE_OTHERS_OF_THE_WHOLE_STACK = Order.DEFAULT + 1_000;

    /** Tasks a second by units of fixed work a second. */
    private static final double RECORDED = 30;

    private static final double FALL = 0.5;
    private static final int ATTEMPTS = 3;
    private static final int WARM_UP = 30_000;
    private static final int TASKS = 20_000;
    private static final int IN_FLIGHT = 4;
    private static final int BATCH = 500;
    private static final Duration CALIBRATION = Duration.ofSeconds(2);

    private final SharedStack stack = SharedStack.get();

    @Test
    void aTaskCostsAboutAsMuchOfTheMachineAsItDid() throws IOException {
        Endpoint endpoint =
                Endpoint.of(URI.create(stack.url()), Map.of("Minion-Namespace", "speed"));
        Suite suite = new Suite(endpoint, Duration.ofMinutes(1));
        Flood w1 = Flood.batches(suite, "w1", IN_FLIGHT, BATCH);
        Calibration machine = new Calibration(Files.createDirectories(Path.of("target")));
        var _ = w1.run(WARM_UP);

        double best = 0;
        for (int attempt = 1; attempt <= ATTEMPTS && best < RECORDED * FALL; attempt++) {
            double units = machine.unitsPerSecond(CALIBRATION);
            Timed timed = w1.run(TASKS);
            double ratio = timed.tasksPerSecond() / units;
            Report.line(
                    "speed",
                    "%,.0f tasks/s, %,.0f units/s: ratio %.1f, recorded %.1f",
                    timed.tasksPerSecond(),
                    units,
                    ratio,
                    RECORDED);
            best = Math.max(best, ratio);
        }

        assertThat(best).as("tasks by units of fixed work").isGreaterThan(RECORDED * FALL);
    }
}
