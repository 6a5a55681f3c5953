package dev.minion.cli.command;

import dev.minion.cli.Output;
import dev.minion.cli.Surroundings;
import dev.minion.localstack.stack.StackPorts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the tests of commands share: a coordinator, a clock that pauses move on, and what is told.
 */
abstract class CommandTest {

    @TempDir Path directory;

    CoordinatorDouble coordinator;
    Instant now = Instant.EPOCH;

    /** How wide the terminal is; 0 where the output goes elsewhere. */
    int columns;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void listen() throws IOException {
        coordinator = new CoordinatorDouble();
    }

    @AfterEach
    void close() {
        coordinator.close();
    }

    int minion(String... arguments) {
        Surroundings around =
                new Surroundings(
                        directory,
                        directory,
                        StackPorts.standard(),
                        Optional.of(coordinator.url()),
                        new Output(stream(out), stream(err), columns, false),
                        () -> now,
                        pause -> now = now.plus(pause));
        return MinionCommand.with(around).execute(arguments);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Forgets what was told so far. */
    void resetOut() {
        out.reset();
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
