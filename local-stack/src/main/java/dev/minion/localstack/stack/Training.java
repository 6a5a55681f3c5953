package dev.minion.localstack.stack;

import dev.minion.localstack.Directories;
import dev.minion.localstack.JavaProgram;
import dev.minion.localstack.LocalServer;
import dev.minion.localstack.Ports;
import dev.minion.localstack.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Makes the AOT caches of the services and of Kafka: runs a scratch stack of its own, lets somebody
 * put work on it, ends it, and has a cache assembled for each program.
 *
 * <p>The user's stack and data are not touched. An interrupted training leaves its folder, which
 * the next one empties, and no cache: they are moved to their places when they are whole.
 */
public final class Training {

    private static final int FIRST_PORT = 22_500;
    private static final int PORTS = 13;

    /** Assembling takes memory, of each up to half a GiB. */
    private static final int AT_ONCE = 2;

    private final Path root;
    private final Duration timeout;

    /**
     * @param root the project, with its modules built
     * @param timeout how long each process may take to get ready
     */
    public Training(Path root, Duration timeout) {
        this.root = root;
        this.timeout = timeout;
    }

    /**
     * Trains.
     *
     * @param load puts work on the stack that it is given, and returns when it is done
     * @param assembled is told the name of each program whose cache is made
     * @throws StackException when another training is at it, or any part fails
     */
    public void run(StackObserver observer, Consumer<LocalStack> load, Consumer<String> assembled) {
        Path folder = root.resolve(".minion/train");
        try (StackLock _ = StackLock.take(folder)) {
            Path base = folder.resolve("stack");
            Path recordings = folder.resolve("recordings");
            Directories.delete(base);
            Directories.delete(recordings);
            Files.createDirectories(recordings);
            StackLayout layout = StackLayout.forTests(root, base, Ports.row(FIRST_PORT, PORTS));
            LocalStack stack = LocalStack.recording(layout, recordings);
            forEach(stack.programs(), JavaProgram::slim);
            try {
                // Else what makes a schema, which happens once, would be in each ledger's memory.
                stack.migrate(timeout);
                stack.up(timeout, observer);
                load.accept(stack);
                stack.down(observer);
            } finally {
                stack.components().forEach(LocalServer::kill);
            }
            assemble(stack.programs(), recordings, assembled);
            Directories.delete(base);
            Directories.delete(recordings);
        } catch (IOException failed) {
            throw new StackException(folder + " cannot be written: " + failed.getMessage(), failed);
        }
    }

    private static void assemble(
            List<JavaProgram> programs, Path recordings, Consumer<String> assembled) {
        forEach(
                programs,
                each -> {
                    each.assemble(recordings);
                    assembled.accept(each.name());
                });
    }

    private static void forEach(List<JavaProgram> programs, Consumer<JavaProgram> work) {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<? extends Future<?>> all =
                    programs.stream().map(each -> threads.submit(() -> work.accept(each))).toList();
            for (Future<?> each : all) {
                each.get();
            }
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof StackException known
                    ? known
                    : new StackException(
                            "The caches cannot be made: " + failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StackException("The training was interrupted.");
        }
    }
}
