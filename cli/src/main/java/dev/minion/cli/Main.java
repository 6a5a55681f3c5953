package dev.minion.cli;

import dev.minion.cli.command.MinionCommand;
import dev.minion.localstack.stack.StackPorts;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs one command. The script tells what a JVM cannot find out by itself through system
 * properties: {@code minion.root}, the project; {@code minion.columns}, the width of the terminal
 * that the output is, if it is one.
 */
public final class Main {

    /** Below it ports are the system's. */
    private static final int LOWEST_PORT = 1024;

    /** Thirteen are needed. */
    private static final int HIGHEST_PORT = 65535 - 12;

    private Main() {}

    public static void main(String[] arguments) {
        int exitCode;
        try {
            exitCode = MinionCommand.with(surroundings(System.getenv())).execute(arguments);
        } catch (CliException wrong) {
            System.err.println(wrong.sentence());
            exitCode = wrong.exitCode().number();
        }
        System.exit(exitCode);
    }

    private static Surroundings surroundings(Map<String, String> environment) {
        Path here = Path.of("").toAbsolutePath();
        return new Surroundings(
                Path.of(System.getProperty("minion.root", here.toString())),
                here,
                ports(environment),
                remote(environment),
                new Output(
                        stream(FileDescriptor.out),
                        stream(FileDescriptor.err),
                        Integer.getInteger("minion.columns", 0),
                        !environment.containsKey("NO_COLOR")),
                InstantSource.system(),
                duration -> LockSupport.parkNanos(duration.toNanos()));
    }

    private static StackPorts ports(Map<String, String> environment) {
        String first = environment.getOrDefault("MINION_PORT_BASE", "");
        if (first.isEmpty()) {
            return StackPorts.standard();
        }
        if (!first.matches("\\d{4,5}")
                || Integer.parseInt(first) < LOWEST_PORT
                || Integer.parseInt(first) > HIGHEST_PORT) {
            throw CliException.usage(
                    "MINION_PORT_BASE is the first of thirteen ports in a row, from %d to %d, and is \"%s\"."
                            .formatted(LOWEST_PORT, HIGHEST_PORT, first));
        }
        return StackPorts.from(Integer.parseInt(first));
    }

    private static Optional<URI> remote(Map<String, String> environment) {
        String url = environment.getOrDefault("MINION_URL", "");
        if (url.isEmpty()) {
            return Optional.empty();
        }
        if (!url.matches("https?://[^/\\s]+/?")) {
            throw CliException.usage(
                    "MINION_URL must be like http://localhost:8080 and is \"" + url + "\".");
        }
        return Optional.of(URI.create(url));
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
