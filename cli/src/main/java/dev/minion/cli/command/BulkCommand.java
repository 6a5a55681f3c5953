package dev.minion.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.minion.cli.CliException;
import dev.minion.cli.ExitCode;
import dev.minion.cli.Output;
import dev.minion.cli.Surroundings;
import dev.minion.cli.client.Coordinator;
import dev.minion.cli.client.Unreachable;
import dev.minion.cli.progress.PercentProgress;
import dev.minion.cli.progress.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code minion bulk}. */
@Command(
        name = "bulk",
        description = {
            "Does one thing with all tasks of a filter: cancel, pause, resume, retry, replay,",
            "reprioritise or discard. The ledger does it, and goes on when this command is",
            "interrupted."
        })
final class BulkCommand implements Callable<Integer> {

    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Mixin private final TaskFilter filter = new TaskFilter();

    @Parameters(
            arity = "0..1",
            paramLabel = "ACTION",
            description = "What to do; without one, the jobs there are.")
    private String action = "";

    @Option(
            names = {"-s", "--status"},
            description = "Only those with this status; may be repeated.")
    private List<String> statuses = new ArrayList<>();

    @Option(names = "--all", description = "Without any filter: all tasks of the namespace.")
    private boolean all;

    @Option(names = "--dry-run", description = "Tell how many it would be, and change nothing.")
    private boolean dryRun;

    @Option(names = "--rate", description = "Tasks a second at most (default: 200).")
    private int rate;

    @Option(names = "--priority", paramLabel = "1-10", description = "To reprioritise.")
    private int priority;

    @Option(names = "--reason", description = "To cancel, discard, pause or resume.")
    private String reason = "";

    @Option(names = "--job", paramLabel = "ID", description = "Follow a job that has begun.")
    private String job = "";

    @Option(names = "--stop", paramLabel = "ID", description = "End a job where it is.")
    private String stop = "";

    @Option(names = "--detach", description = "Do not wait for its end.")
    private boolean detach;

    BulkCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        int wishes =
                (action.isEmpty() ? 0 : 1) + (job.isEmpty() ? 0 : 1) + (stop.isEmpty() ? 0 : 1);
        if (wishes > 1) {
            throw CliException.usage("Name an action, or --job, or --stop.");
        }
        Coordinator coordinator = new Coordinator(around.url());
        if (wishes == 0) {
            return list(coordinator.bulkJobs());
        }
        if (!stop.isEmpty()) {
            return told(coordinator.cancelBulkJob(stop));
        }
        JsonNode begun =
                job.isEmpty() ? coordinator.startBulkJob(wish()) : coordinator.bulkJob(job);
        return told(detach ? begun : followed(coordinator, begun));
    }

    private ObjectNode wish() {
        ObjectNode wish = Output.JSON.createObjectNode().put("action", action);
        ObjectNode which = filter.json();
        if (!statuses.isEmpty()) {
            statuses.forEach(which.putArray("status")::add);
        }
        wish.set("filter", which);
        wish.put("all", all).put("dry_run", dryRun);
        if (rate != 0) {
            wish.put("rate", rate);
        }
        if (priority != 0) {
            wish.put("priority", priority);
        }
        if (!reason.isEmpty()) {
            wish.put("reason", reason);
        }
        return wish;
    }

    /** To its end; a coordinator that is away for a moment is asked again. */
    private JsonNode followed(Coordinator coordinator, JsonNode begun) {
        PercentProgress view = new PercentProgress(around.output());
        Instant from = around.clock().instant();
        Instant answered = from;
        JsonNode now = begun;
        while (now.path("status").asText().equals("running")) {
            around.pause().accept(LOOK);
            try {
                now = coordinator.bulkJob(begun.path("id").asText());
                answered = around.clock().instant();
            } catch (Unreachable gone) {
                if (Duration.between(answered, around.clock().instant()).compareTo(PATIENCE) > 0) {
                    throw gone;
                }
            }
            if (!shared.json) {
                view.looked(
                        now.path("percent").asDouble(),
                        progress(now),
                        Duration.between(from, around.clock().instant()));
            }
        }
        view.end();
        return now;
    }

    private static String progress(JsonNode job) {
        return "%d of %s%d tasks, %d refused, %.0f a second"
                .formatted(
                        job.path("matched").asLong(),
                        job.path("expected_is_least").asBoolean() ? "at least " : "",
                        job.path("expected").asLong(),
                        job.path("refused").asLong(),
                        job.path("tasks_per_s").asDouble());
    }

    private int list(JsonNode page) {
        if (shared.json) {
            around.output().json(page);
            return ExitCode.DONE.number();
        }
        List<List<String>> rows = new ArrayList<>();
        page.path("items").forEach(each -> rows.add(row(each)));
        Table.lines(List.of("ID", "ACTION", "STATUS", "DONE", "REFUSED", "CREATED"), rows)
                .forEach(around.output()::line);
        return ExitCode.DONE.number();
    }

    private static List<String> row(JsonNode job) {
        return List.of(
                job.path("id").asText(),
                job.path("action").asText() + (job.path("dry_run").asBoolean() ? " (dry)" : ""),
                job.path("status").asText(),
                job.path("done").asText(),
                job.path("refused").asText(),
                job.path("created_at").asText());
    }

    private int told(JsonNode job) {
        if (shared.json) {
            around.output().json(job);
            return ExitCode.DONE.number();
        }
        for (JsonNode refusal : job.path("refusals")) {
            around.output()
                    .line(
                            "%d refused (%s): %s, such as %s"
                                    .formatted(
                                            refusal.path("tasks").asLong(),
                                            refusal.path("code").asText(),
                                            Printable.text(refusal.path("detail").asText()),
                                            refusal.path("sample").path(0).asText()));
        }
        around.output()
                .line(
                        "%s %s is %s: %s %d of %d tasks."
                                .formatted(
                                        job.path("action").asText(),
                                        job.path("id").asText(),
                                        job.path("status").asText(),
                                        job.path("dry_run").asBoolean() ? "would do" : "done with",
                                        job.path("done").asLong(),
                                        job.path("matched").asLong()));
        return ExitCode.DONE.number();
    }
}
