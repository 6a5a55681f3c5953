package dev.minion.systemtests.suite;

import static org.awaitility.Awaitility.await;

import dev.minion.localstack.Directories;
import dev.minion.localstack.LocalServer;
import dev.minion.localstack.TestServers;
import dev.minion.localstack.stack.LocalStack;
import dev.minion.localstack.stack.ServiceKind;
import dev.minion.localstack.stack.ServicePorts;
import dev.minion.localstack.stack.ServiceProcess;
import dev.minion.localstack.stack.StackLayout;
import dev.minion.localstack.stack.StackObserver;
import dev.minion.localstack.stack.Training;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One stack for all scenarios of the JVM: fresh at the start, gone with the JVM.
 *
 * <p>A scenario that kills something calls {@link #get} first, which puts up again whatever an
 * earlier one left down.
 */
public final class SharedStack {

    private static final int FIRST_PORT = Integer.getInteger("minion.system-tests.port", 21_600);
    private static final int SECOND_COORDINATOR = FIRST_PORT + 20;
    private static final int SECOND_WORKER = FIRST_PORT + 24;
    private static final int THIRD_COORDINATOR = FIRST_PORT + 28;

    /** Where a scenario may listen to what handlers do. */
    public static final int WITNESS = FIRST_PORT + 32;

    private static final Duration READY = Duration.ofSeconds(90);

    private static @Nullable SharedStack shared;
    private static @Nullable String failure;

    private final LocalStack stack;
    private final List<LocalServer> components;
    private final ServiceProcess secondCoordinator;
    private final ServiceProcess thirdCoordinator;
    private final ServiceProcess secondWorker;

    private SharedStack() {
        Path base = Path.of("target/system-stack");
        Directories.delete(base);
        stack =
                new LocalStack(
                        StackLayout.forTests(TestServers.root(), base, FIRST_PORT)
                                .with(Map.of("HTTP_ALLOWED", reachable())));
        components = stack.components();
        train(stack);
        long from = System.nanoTime();
        stack.up(READY, StackObserver.SILENT);
        Report.line("stack", "ready after %.1f s", Report.secondsSince(from));
        secondCoordinator =
                stack.add(
                        ServiceKind.COORDINATOR,
                        "coordinator-2",
                        new ServicePorts(
                                SECOND_COORDINATOR, SECOND_COORDINATOR + 1, SECOND_COORDINATOR + 2),
                        Map.of());
        thirdCoordinator =
                stack.add(
                        ServiceKind.COORDINATOR,
                        "coordinator-3",
                        new ServicePorts(
                                THIRD_COORDINATOR, THIRD_COORDINATOR + 1, THIRD_COORDINATOR + 2),
                        Map.of());
        secondWorker =
                stack.add(
                        ServiceKind.WORKER,
                        "worker-2",
                        new ServicePorts(SECOND_WORKER, SECOND_WORKER + 1, 0),
                        Map.of("WORKER_LABELS", "zone=test-2,memory_gb=64"));
    }

    /**
     * Has the JDK remember what the stack's programs load, as everybody's stack does: the scenarios
     * start dozens of them.
     */
    public static void train(LocalStack stack) {
        if (!stack.trained()) {
            long from = System.nanoTime();
            new Training(TestServers.root(), READY)
                    .run(StackObserver.SILENT, trained -> awaitWork(trained.url()), made -> {});
            Report.line("stack", "caches made in %.1f s", Report.secondsSince(from));
        }
    }

    /** The suite itself, and whoever listens to what handlers do. */
    private static String reachable() {
        return IntStream.rangeClosed(FIRST_PORT, WITNESS)
                .boxed()
                .flatMap(port -> Stream.of("localhost:" + port, "127.0.0.1:" + port))
                .collect(Collectors.joining(","));
    }

    /** The stack, whole and at work. */
    public static synchronized SharedStack get() {
        if (failure != null) {
            throw new IllegalStateException("the stack failed a test before this one: " + failure);
        }
        try {
            if (shared == null) {
                shared = new SharedStack();
            }
            shared.heal();
            return shared;
        } catch (RuntimeException failed) {
            failure = failed.toString();
            throw failed;
        }
    }

    private void heal() {
        secondCoordinator.stop(Duration.ofSeconds(15));
        thirdCoordinator.stop(Duration.ofSeconds(15));
        secondWorker.stop(Duration.ofSeconds(15));
        components.stream().filter(each -> !each.running()).forEach(LocalServer::start);
        components.forEach(each -> each.ready(READY));
        awaitWork(url());
    }

    /** Waits until a task that is submitted there completes. */
    public static void awaitWork(String url) {
        await("a task completes")
                .pollInSameThread()
                .atMost(READY)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> Http.completesOne(url));
    }

    public LocalStack stack() {
        return stack;
    }

    /** Of the first coordinator. */
    public String url() {
        return stack.url();
    }

    /** Brokers, as Kafka's clients want them. */
    public String brokers() {
        return stack.kafka().bootstrapServers();
    }

    /** One of the first instances or servers, by name. */
    public LocalServer component(String name) {
        return stack.component(name);
    }

    /** Started when it did not run, and ready. */
    public ServiceProcess secondCoordinator() {
        return ready(secondCoordinator);
    }

    /** Started when it did not run, and ready. */
    public ServiceProcess thirdCoordinator() {
        return ready(thirdCoordinator);
    }

    /** Started when it did not run, and ready. */
    public ServiceProcess secondWorker() {
        return ready(secondWorker);
    }

    /** Where a coordinator is reached. */
    public static String urlOf(ServiceProcess coordinator) {
        return "http://127.0.0.1:" + coordinator.ports().main();
    }

    private static ServiceProcess ready(ServiceProcess service) {
        service.start();
        service.ready(READY);
        return service;
    }
}
