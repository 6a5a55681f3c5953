package dev.minion.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.minion.cli.CliException;
import dev.minion.cli.Output;
import dev.minion.cli.Surroundings;
import dev.minion.cli.progress.Printable;
import dev.minion.localstack.stack.LocalStack;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code minion logs}. */
@Command(
        name = "logs",
        description = "Shows what the processes of the stack on this machine have logged.")
final class LogsCommand implements Callable<Integer> {

    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final int CHUNK = 1 << 20;

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Parameters(
            arity = "0..*",
            paramLabel = "SERVICE",
            description = "Such as coordinator or kafka; all of them when none is named.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what is logged from now on.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            description = "How many of the last lines (default: 100).")
    private int lines = 100;

    LogsCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws IOException {
        LocalStack stack = around.localStack();
        List<String> wanted = names.isEmpty() ? stack.names() : names;
        Map<String, Path> files = new LinkedHashMap<>();
        for (String name : wanted) {
            if (!stack.names().contains(name)) {
                throw CliException.usage(
                        "There is no "
                                + name
                                + " in the stack; there are "
                                + String.join(", ", stack.names())
                                + ".");
            }
            files.put(name, stack.component(name).process().place().log());
        }
        Map<String, Long> positions = new LinkedHashMap<>();
        for (Map.Entry<String, Path> each : files.entrySet()) {
            positions.put(each.getKey(), tail(each.getKey(), each.getValue()));
        }
        while (follow && !Thread.currentThread().isInterrupted()) {
            around.pause().accept(PAUSE);
            for (Map.Entry<String, Path> each : files.entrySet()) {
                positions.compute(
                        each.getKey(), (name, from) -> grown(name, each.getValue(), from));
            }
        }
        return 0;
    }

    private long tail(String name, Path file) throws IOException {
        if (Files.notExists(file)) {
            return 0;
        }
        long size = Files.size(file);
        List<String> all = textLines(read(file, Math.max(0, size - CHUNK), size));
        print(name, all.subList(Math.max(0, all.size() - lines), all.size()));
        return size;
    }

    private long grown(String name, Path file, @Nullable Long from) {
        try {
            long start = from == null ? 0 : from;
            long size = Files.exists(file) ? Files.size(file) : 0;
            if (size < start) {
                return 0;
            }
            String text = read(file, start, Math.min(size, start + CHUNK));
            int end = text.lastIndexOf('\n') + 1;
            print(name, textLines(text.substring(0, end)));
            return start + text.substring(0, end).getBytes(StandardCharsets.UTF_8).length;
        } catch (IOException failed) {
            throw CliException.usage("The log " + file + " cannot be read.");
        }
    }

    private static String read(Path file, long from, long to) throws IOException {
        if (to <= from) {
            return "";
        }
        try (var channel = Files.newByteChannel(file)) {
            channel.position(from);
            var buffer = ByteBuffer.allocate((int) (to - from));
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // Until all of it is there.
            }
            return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> textLines(String text) {
        return text.lines().toList();
    }

    private void print(String name, List<String> some) {
        for (String line : some) {
            if (shared.json) {
                ObjectNode entry = Output.JSON.createObjectNode();
                around.output().line(entry.put("name", name).put("line", line).toString());
            } else {
                String text = Printable.lines(line);
                around.output().line(names.size() == 1 ? text : name + " | " + text);
            }
        }
    }
}
