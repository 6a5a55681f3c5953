package dev.minion.cli.command;

import dev.minion.cli.CliException;
import dev.minion.cli.ExitCode;
import dev.minion.cli.Output;
import dev.minion.cli.Surroundings;
import dev.minion.cli.client.Refused;
import dev.minion.cli.client.Unreachable;
import dev.minion.localstack.StackException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line as a whole. */
@Command(
        name = "minion",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Runs tasks through coordinator, ledger, dedup and worker.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Done.",
            "1:The work failed, or was refused.",
            "2:Wrong usage.",
            "3:The stack cannot be reached."
        },
        footer = {
            "",
            "MINION_URL names the coordinator when it is not that of this machine's stack."
        })
public final class MinionCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    /** The command line with all commands. */
    public static CommandLine with(Surroundings around) {
        CommandLine line = new CommandLine(new MinionCommand());
        line.addSubcommand("up", new UpCommand(around))
                .addSubcommand("down", new DownCommand(around))
                .addSubcommand("status", new StatusCommand(around))
                .addSubcommand("logs", new LogsCommand(around))
                .addSubcommand("run", new RunCommand(around))
                .addSubcommand("submit", new SubmitCommand(around))
                .addSubcommand("list", new ListCommand(around))
                .addSubcommand("show", new ShowCommand(around))
                .addSubcommand("watch", new WatchCommand(around))
                .addSubcommand("changes", new ChangesCommand(around))
                .addSubcommand("cancel", new CancelCommand(around))
                .addSubcommand("pause", new PauseCommand(around))
                .addSubcommand("resume", new ResumeCommand(around))
                .addSubcommand("pauses", new PausesCommand(around))
                .addSubcommand("pause-rules", new PauseRulesCommand(around))
                .addSubcommand(
                        "dead-letters",
                        new CommandLine(new DeadLettersCommand(around))
                                .addSubcommand("groups", new DeadLetterGroupsCommand(around))
                                .addSubcommand("replay", new DeadLetterReplayCommand(around))
                                .addSubcommand("discard", new DeadLetterDiscardCommand(around)))
                .addSubcommand("bulk", new BulkCommand(around))
                .addSubcommand("workers", new WorkersCommand(around))
                .addSubcommand("queues", new QueuesCommand(around))
                .addSubcommand("strategy", new StrategyCommand(around))
                .addSubcommand("migrate", new MigrateCommand(around))
                .addSubcommand("backup", new BackupCommand(around))
                .addSubcommand("restore", new RestoreCommand(around))
                .addSubcommand("generate", new GenerateCommand(around))
                .addSubcommand(
                        "ledger",
                        new CommandLine(new LedgerCommand())
                                .addSubcommand("copy", new LedgerCopyCommand(around))
                                .addSubcommand("index", new LedgerIndexCommand(around)))
                .addSubcommand("send", new SendCommand(around))
                .addSubcommand("inbox", new InboxCommand(around))
                .addSubcommand("purge", new PurgeCommand(around))
                .addSubcommand("restore-archive", new RestoreArchiveCommand(around))
                .addSubcommand("ledger-size", new LedgerSizeCommand(around))
                .addSubcommand("train", new TrainCommand(around))
                .addSubcommand("bench", new ScriptCommand.Bench())
                .addSubcommand("test", new ScriptCommand.Test())
                .addSubcommand("version", new VersionCommand(around))
                .addSubcommand("help", new CommandLine.HelpCommand())
                .addSubcommand("generate-completion", new AutoComplete.GenerateCompletion());
        line.setOut(writer(around.output().out()));
        line.setErr(writer(around.output().err()));
        line.setUsageHelpAutoWidth(true);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, at, _) -> told(failure, at, around.output()));
        line.setParameterExceptionHandler((wrong, _) -> misused(wrong));
        return line;
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE.number();
    }

    private static int misused(CommandLine.ParameterException wrong) {
        CommandLine line = wrong.getCommandLine();
        line.getErr().println(wrong.getMessage());
        line.getErr().println("See ./" + line.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE.number();
    }

    private static int told(Exception failure, CommandLine at, Output output) throws Exception {
        CliException known =
                switch (failure) {
                    case CliException ours -> ours;
                    case Refused refused -> refused(refused);
                    case Unreachable gone -> CliException.unreachable(hinted(gone));
                    case StackException stack ->
                            new CliException(
                                    ExitCode.UNREACHABLE,
                                    "stack",
                                    String.valueOf(stack.getMessage()));
                    default -> throw failure;
                };
        var parsed = at.getParseResult();
        if (parsed != null && parsed.hasMatchedOption("--json")) {
            var body = Output.JSON.createObjectNode();
            body.putObject("error").put("code", known.code()).put("message", known.sentence());
            output.json(body);
        } else {
            output.err().println(known.sentence());
        }
        return known.exitCode().number();
    }

    private static CliException refused(Refused refused) {
        StringBuilder sentence = new StringBuilder(String.valueOf(refused.getMessage()));
        refused.errors()
                .forEach(
                        e ->
                                sentence.append("\n  ")
                                        .append(e.pointer())
                                        .append(": ")
                                        .append(e.detail()));
        boolean ours =
                refused.status() == 400 || refused.status() == 413 || refused.status() == 422;
        return new CliException(
                ours ? ExitCode.USAGE : ExitCode.FAILED, refused.code(), sentence.toString());
    }

    private static String hinted(Unreachable gone) {
        return gone.getMessage()
                + " Is the stack up? ./minion status tells, ./minion up starts it.";
    }
}
