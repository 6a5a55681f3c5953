package dev.minion.cli;

import dev.minion.localstack.stack.LocalStack;
import dev.minion.localstack.stack.StackLayout;
import dev.minion.localstack.stack.StackPorts;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a command finds around it.
 *
 * @param root the project's directory
 * @param directory where the user stands
 * @param ports of the stack on this machine
 * @param remote the coordinator that {@code MINION_URL} names; else it is that of the local stack
 * @param pause how one waits between two questions
 */
public record Surroundings(
        Path root,
        Path directory,
        StackPorts ports,
        Optional<URI> remote,
        Output output,
        InstantSource clock,
        Consumer<Duration> pause) {

    /** The stack on this machine. */
    public LocalStack localStack() {
        return localStack(Map.of());
    }

    /** The same, whose services get these environment variables on top of ours. */
    public LocalStack localStack(Map<String, String> settings) {
        return new LocalStack(StackLayout.standard(root, ports).with(settings));
    }

    /** Where the REST interface is. */
    public URI url() {
        return remote.orElseGet(() -> URI.create(localStack().url()));
    }
}
