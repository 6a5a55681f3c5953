package dev.minion.localstack.stack;

import dev.minion.localstack.Lifetime;
import dev.minion.localstack.Placement;
import java.nio.file.Path;
import java.util.Map;

/**
 * How a stack is laid out on this machine.
 *
 * @param root the project, with its modules built
 * @param base where the stack keeps {@code data}, {@code logs} and {@code run}
 * @param lifetime of all of its processes
 * @param settings environment variables that every service gets on top, for example {@code
 *     MINION_PARTITIONS}
 */
public record StackLayout(
        Path root, Path base, StackPorts ports, Lifetime lifetime, Map<String, String> settings) {

    public StackLayout {
        root = root.toAbsolutePath().normalize();
        base = base.toAbsolutePath().normalize();
        settings = Map.copyOf(settings);
    }

    /** The user's stack: {@code .minion} in the project, detached. */
    public static StackLayout standard(Path root, StackPorts ports) {
        return new StackLayout(root, root.resolve(".minion"), ports, Lifetime.DETACHED, Map.of());
    }

    /** A stack for tests: its own directory, ports in a row, dead with its JVM. */
    public static StackLayout forTests(Path root, Path base, int firstPort) {
        return new StackLayout(
                root, base, StackPorts.from(firstPort), Lifetime.WITH_PARENT, Map.of());
    }

    /** The same with further settings for all services. */
    public StackLayout with(Map<String, String> more) {
        Map<String, String> all = new java.util.HashMap<>(settings);
        all.putAll(more);
        return new StackLayout(root, base, ports, lifetime, all);
    }

    /** Shared by all stacks of the project. */
    public Path cache() {
        return root.resolve(".minion/cache");
    }

    /** What survives {@code down}. */
    public Path data() {
        return base.resolve("data");
    }

    public Path logs() {
        return base.resolve("logs");
    }

    public Path run() {
        return base.resolve("run");
    }

    Placement place(String name, int port) {
        return Placement.below(base, name, port, lifetime);
    }
}
