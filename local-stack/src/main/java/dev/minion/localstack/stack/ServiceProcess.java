package dev.minion.localstack.stack;

import dev.minion.localstack.LocalServer;
import dev.minion.localstack.ManagedProcess;
import dev.minion.localstack.Placement;
import dev.minion.localstack.Ports;
import dev.minion.localstack.StackException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One instance of one of the four services. */
public final class ServiceProcess implements LocalServer {

    private static final int OK = 200;

    private final ServiceKind kind;
    private final ServicePorts ports;
    private final Path jar;
    private final Map<String, String> environment;
    private final ManagedProcess process;

    ServiceProcess(
            ServiceKind kind,
            Placement place,
            ServicePorts ports,
            Path root,
            Map<String, String> environment) {
        this.kind = kind;
        this.ports = ports;
        this.jar = root.resolve(kind.module()).resolve("target/quarkus-app/quarkus-run.jar");
        this.environment = Map.copyOf(environment);
        this.process = new ManagedProcess(place);
    }

    public ServiceKind kind() {
        return kind;
    }

    public ServicePorts ports() {
        return ports;
    }

    @Override
    public String name() {
        return process.place().name();
    }

    @Override
    public int port() {
        return ports.main();
    }

    @Override
    public void start() {
        if (running()) {
            return;
        }
        if (Files.notExists(jar)) {
            throw new StackException(
                    "The " + kind.service() + " is not built: there is no " + jar + ".");
        }
        ports.all().forEach(port -> Ports.requireFree(name(), port));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-Xmx" + kind.heapMegabytes() + "m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-jar",
                        jar.toString()));
        process.start(command, environment);
    }

    @Override
    public boolean answers() {
        return HealthCheck.ready(ports.management()) == OK;
    }

    @Override
    public ManagedProcess process() {
        return process;
    }
}
