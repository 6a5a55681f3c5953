package dev.minion.localstack.stack;

import dev.minion.localstack.JavaProgram;
import dev.minion.localstack.JvmFlags;
import dev.minion.localstack.LocalServer;
import dev.minion.localstack.ManagedProcess;
import dev.minion.localstack.Placement;
import dev.minion.localstack.Ports;
import dev.minion.localstack.StackException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One instance of one of the four services. */
public final class ServiceProcess implements LocalServer {

    private static final int OK = 200;

    private final ServiceKind kind;
    private final ServicePorts ports;
    private final Path target;
    private final Optional<Path> recordings;
    private final Map<String, String> environment;
    private final ManagedProcess process;

    ServiceProcess(
            ServiceKind kind,
            Placement place,
            ServicePorts ports,
            Path root,
            Optional<Path> recordings,
            Map<String, String> environment) {
        this.kind = kind;
        this.ports = ports;
        this.target = root.resolve(kind.module()).resolve("target");
        this.recordings = recordings;
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
    public int port() {
        return ports.main();
    }

    @Override
    public void start() {
        if (running()) {
            return;
        }
        requireBuilt();
        ports.all().forEach(port -> Ports.requireFree(name(), port));
        JavaProgram program = program();
        process.start(recordings.map(program::recording).orElseGet(program::command), environment);
    }

    /** How its JVM is started; the same for all instances of a service. */
    public JavaProgram program() {
        return new JavaProgram(
                kind.service(),
                JvmFlags.withoutProfiles(kind.heapMegabytes()),
                List.of("-jar", jar().toString()),
                target.resolve("quarkus-app"),
                target);
    }

    /**
     * Runs its program for something else than the service, before the eyes of the user.
     *
     * @param environment in addition to that of this process
     * @return how it ended
     */
    int once(List<String> words, Map<String, String> environment) {
        return once(words, environment, Redirect.INHERIT);
    }

    /** The same with its words in its log. */
    int silently(List<String> words, Map<String, String> environment) {
        return once(words, environment, Redirect.appendTo(process.place().log().toFile()));
    }

    private int once(List<String> words, Map<String, String> environment, Redirect output) {
        requireBuilt();
        List<String> command = new ArrayList<>(program().command());
        command.addAll(words);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectInput(Redirect.INHERIT)
                        .redirectOutput(output)
                        .redirectError(output);
        builder.environment().putAll(environment);
        try {
            return builder.start().waitFor();
        } catch (IOException failed) {
            throw new StackException(
                    "The " + kind.service() + " cannot be run: " + failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StackException("The " + kind.service() + " was interrupted.");
        }
    }

    /** What this instance is told. */
    Map<String, String> environment() {
        return environment;
    }

    private void requireBuilt() {
        if (Files.notExists(jar())) {
            throw new StackException(
                    "The " + kind.service() + " is not built: there is no " + jar() + ".");
        }
    }

    private Path jar() {
        return target.resolve("quarkus-app/quarkus-run.jar");
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
