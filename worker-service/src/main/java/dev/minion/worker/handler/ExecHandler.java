package dev.minion.worker.handler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.minion.contracts.FailureCode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/**
 * {@code exec.run}: runs a program of the allow-list and gives its exit code and output. Input:
 * {@link ExecCommand}; errors: docs/handlers.md.
 */
@Singleton
public final class ExecHandler implements Handler {

    private static final int TAIL_CHARS = 1_000;

    private final ExecSettings settings;
    private final Programs programs;
    private final AllowedPrograms allowed;
    private final Semaphore slots;

    ExecHandler(ExecSettings settings, Programs programs) {
        this.settings = settings;
        this.programs = programs;
        this.allowed = new AllowedPrograms(settings.allowed());
        int concurrency = settings.concurrency();
        this.slots =
                new Semaphore(
                        concurrency > 0
                                ? concurrency
                                : 2 * Runtime.getRuntime().availableProcessors());
    }

    @Override
    public String type() {
        return "exec.run";
    }

    @Override
    public JsonNode run(HandlerContext context) throws HandlerException, InterruptedException {
        ExecCommand command = ExecCommand.parse(context.input(), settings);
        Path program = allowed.program(command.command());
        if (program == null) {
            throw new HandlerException(
                    FailureCode.COMMAND_NOT_ALLOWED,
                    "Input /command is not a program that this worker allows.",
                    false);
        }
        slots.acquire();
        try (WorkingDirectory directory =
                WorkingDirectory.open(command.directory(), settings.root())) {
            return output(command, run(command, program, directory.path()));
        } catch (IOException e) {
            throw failed(command, e.getClass().getSimpleName() + ": " + e.getMessage());
        } finally {
            slots.release();
        }
    }

    private ProgramRun run(ExecCommand command, Path program, Path directory)
            throws IOException, InterruptedException {
        Process process = programs.start(program, command.arguments(), directory);
        return ProgramRun.of(process, command, settings.outputBytes());
    }

    private static JsonNode output(ExecCommand command, ProgramRun run) throws HandlerException {
        if (run.timedOut()) {
            throw failed(command, "did not end within " + command.timeout());
        }
        if (run.exitCode() != 0) {
            throw failed(command, "ended with " + run.exitCode() + ": " + tail(run.stderr()));
        }
        return JsonNodeFactory.instance
                .objectNode()
                .put("exit_code", run.exitCode())
                .put("stdout", run.stdout())
                .put("stderr", run.stderr())
                .put("truncated", run.truncated())
                .put("duration_ms", run.duration().toMillis());
    }

    private static HandlerException failed(ExecCommand command, String reason) {
        return new HandlerException(
                FailureCode.COMMAND_FAILED, command.command() + ": " + reason, command.retryable());
    }

    private static String tail(String text) {
        return text.substring(Math.max(0, text.length() - TAIL_CHARS)).strip();
    }
}
