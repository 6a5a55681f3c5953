package dev.minion.localstack;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One process of the stack: started by us or by an earlier command, found again by its pid file.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class ManagedProcess {

    private static final Duration DEATH = Duration.ofSeconds(10);
    private static final int TAIL_LINES = 8;
    private static final int TAIL_COLUMNS = 300;
    private static final long LONG_LOG_BYTES = 20L << 20;

    private final Placement place;

    public ManagedProcess(Placement place) {
        this.place = place;
    }

    public Placement place() {
        return place;
    }

    /** The running process, if any. */
    public Optional<ProcessMark> mark() {
        return ProcessMark.read(place.pidFile()).filter(ProcessMark::alive);
    }

    public boolean running() {
        return mark().isPresent();
    }

    /** Whether a pid file names a process that is gone: it ended without being stopped. */
    public boolean died() {
        return Files.exists(place.pidFile()) && !running();
    }

    /**
     * Starts the program.
     *
     * @param command an absolute program and its arguments
     * @param environment added to ours
     * @throws StackException when the port is taken, or the program cannot be started
     */
    public void start(List<String> command, Map<String, String> environment) {
        Ports.requireFree(place.name(), place.port());
        try {
            Files.createDirectories(place.data());
            Files.createDirectories(place.log().getParent());
            setLongLogAside();
            remember(
                    place.lifetime() == Lifetime.DETACHED && Session.possible()
                            ? Session.ours().start(command, place.data(), environment, place.log())
                            : child(command, environment).pid());
        } catch (IOException | ExecutionException failed) {
            throw new StackException(
                    place.name() + " cannot be started: " + failed.getMessage() + ".", failed);
        }
    }

    private Process child(List<String> command, Map<String, String> environment)
            throws IOException, ExecutionException {
        ProcessBuilder builder =
                new ProcessBuilder(Launching.wrapped(command, place.lifetime()))
                        .directory(place.data().toFile())
                        .redirectInput(new File("/dev/null"))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(place.log().toFile()));
        builder.environment().putAll(environment);
        return Launching.start(builder, place.lifetime());
    }

    /** Logs are appended to; one that has grown long is kept once, under another name. */
    private void setLongLogAside() throws IOException {
        Path log = place.log();
        if (Files.exists(log) && Files.size(log) > LONG_LOG_BYTES) {
            Path older = log.resolveSibling(log.getFileName() + ".1");
            Files.move(log, older, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void remember(long pid) {
        ProcessMark.of(pid)
                .orElseThrow(
                        () ->
                                new StackException(
                                        place.name()
                                                + " ended as soon as it was started."
                                                + tail()))
                .write(place.pidFile());
        if (place.lifetime() == Lifetime.WITH_PARENT) {
            Launching.killAtExit(this);
        }
    }

    /**
     * Waits for the answer while the process runs.
     *
     * @throws StackException when it ends, or the time is over
     */
    public void awaitAnswer(Duration timeout, BooleanSupplier answers) {
        boolean[] answered = {false};
        Waiting.until(
                timeout,
                () -> {
                    answered[0] = running() && answers.getAsBoolean();
                    return answered[0] || !running();
                });
        if (answered[0]) {
            return;
        }
        String reason = running() ? " did not get ready in time." : " has ended.";
        throw new StackException(place.name() + reason + tail());
    }

    /**
     * Asks the process to end with SIGTERM, and kills it when the time is over.
     *
     * @return whether it ended in time
     */
    public boolean stop(Duration timeout) {
        return stop(timeout, "TERM");
    }

    boolean stop(Duration timeout, String signal) {
        Optional<ProcessMark> mark = mark();
        boolean inTime = true;
        if (mark.isPresent()) {
            Launching.signal(mark.get(), signal);
            inTime = Waiting.until(timeout, () -> !mark.get().alive());
        }
        kill();
        return inTime;
    }

    /** Freezes the process (SIGSTOP), as a long pause of its machine would. */
    public void pause() {
        mark().ifPresent(mark -> Launching.signal(mark, "STOP"));
    }

    /** Lets a frozen process go on. */
    public void resume() {
        mark().ifPresent(mark -> Launching.signal(mark, "CONT"));
    }

    /** Kills the process and all of its descendants, and waits until they are gone. */
    public void kill() {
        mark().ifPresent(ManagedProcess::killTree);
        try {
            Files.deleteIfExists(place.pidFile());
        } catch (IOException failed) {
            throw new StackException(
                    "The file " + place.pidFile() + " cannot be removed: " + failed.getMessage(),
                    failed);
        }
    }

    private static void killTree(ProcessMark mark) {
        List<ProcessMark> all = new ArrayList<>(List.of(mark));
        Stream<ProcessHandle> descendants =
                mark.handle().stream().flatMap(ProcessHandle::descendants);
        descendants.map(child -> ProcessMark.of(child.pid())).forEach(m -> m.ifPresent(all::add));
        all.forEach(each -> each.handle().ifPresent(ProcessHandle::destroyForcibly));
        if (!Waiting.until(DEATH, () -> all.stream().noneMatch(ProcessMark::alive))) {
            throw new StackException("Process " + mark.pid() + " cannot be killed.");
        }
    }

    /**
     * Has the optimising compiler stand back behind the work, where this is a JVM.
     *
     * @return whether it has one already
     */
    boolean optimiserStepsBack() {
        return mark().map(CompilerThreads::stepBack).orElse(false);
    }

    /** The last lines of the log, as the end of a message. */
    public String tail() {
        Path log = place.log();
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            return lines.stream()
                    .skip(Math.max(0, lines.size() - TAIL_LINES))
                    .map(line -> line.substring(0, Math.min(TAIL_COLUMNS, line.length())))
                    .collect(Collectors.joining("\n  ", " The end of " + log + ":\n  ", ""));
        } catch (IOException unreadable) {
            return " There is no log at " + log + ".";
        }
    }
}
