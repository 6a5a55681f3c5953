package dev.minion.localstack.stack;

import dev.minion.localstack.Directories;
import dev.minion.localstack.JavaProgram;
import dev.minion.localstack.KafkaServer;
import dev.minion.localstack.LocalServer;
import dev.minion.localstack.Ports;
import dev.minion.localstack.PostgresServer;
import dev.minion.localstack.RedisServer;
import dev.minion.localstack.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;

/** Postgres, Redis and Kafka, and the four services on top of them. */
public final class LocalStack {

    private static final long NEEDED_BYTES = 1L << 30;
    private static final int KAFKA_HEAP_MEGABYTES = 512;

    private final StackLayout layout;
    private final PostgresServer postgres;
    private final RedisServer redis;
    private final KafkaServer kafka;
    private final Map<String, ServiceProcess> services = new LinkedHashMap<>();
    private final Optional<Path> recordings;

    public LocalStack(StackLayout layout) {
        this(layout, Optional.empty());
    }

    /** A stack whose JVMs record, into that folder, what their runs load. */
    static LocalStack recording(StackLayout layout, Path recordings) {
        return new LocalStack(layout, Optional.of(recordings));
    }

    private LocalStack(StackLayout layout, Optional<Path> recordings) {
        this.layout = layout;
        this.recordings = recordings;
        StackPorts ports = layout.ports();
        this.postgres =
                new PostgresServer(layout.place("postgres", ports.postgres()), layout.cache());
        this.redis = new RedisServer(layout.place("redis", ports.redis()), layout.cache());
        this.kafka =
                new KafkaServer(
                        layout.place("kafka", ports.kafka()),
                        layout.root().resolve("kafka-server"),
                        KAFKA_HEAP_MEGABYTES,
                        recordings);
        for (ServiceKind kind : ServiceKind.values()) {
            if (ports.services().containsKey(kind)) {
                add(kind, kind.service(), ports.of(kind), Map.of());
            }
        }
    }

    public StackLayout layout() {
        return layout;
    }

    public PostgresServer postgres() {
        return postgres;
    }

    public RedisServer redis() {
        return redis;
    }

    public KafkaServer kafka() {
        return kafka;
    }

    /** Where the REST interface is. */
    public String url() {
        return "http://127.0.0.1:" + layout.ports().of(ServiceKind.COORDINATOR).main();
    }

    /**
     * Adds an instance of a service, not started yet.
     *
     * @param name unlike all others
     * @param settings environment variables of this instance alone
     */
    public ServiceProcess add(
            ServiceKind kind, String name, ServicePorts ports, Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(Environment.shared(layout));
        environment.putAll(Environment.ofInstance(kind, name, ports));
        if (kind == ServiceKind.WORKER) {
            environment.putAll(Environment.ofWorker(layout));
        }
        environment.putAll(layout.settings());
        environment.putAll(settings);
        ServiceProcess service =
                new ServiceProcess(
                        kind,
                        layout.place(name, ports.main()),
                        ports,
                        layout.root(),
                        recordings,
                        environment);
        if (services.putIfAbsent(name, service) != null) {
            throw new IllegalArgumentException("There is a service " + name + " already");
        }
        return service;
    }

    /** One of the services or servers, by name. */
    public LocalServer component(String name) {
        return components().stream()
                .filter(component -> component.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new StackException(
                                        "There is no "
                                                + name
                                                + " in the stack; there are "
                                                + String.join(", ", names())
                                                + "."));
    }

    /** All components: servers first. */
    public List<LocalServer> components() {
        List<LocalServer> all = new ArrayList<>(servers());
        all.addAll(services.values());
        return all;
    }

    public List<String> names() {
        return components().stream().map(LocalServer::name).toList();
    }

    /**
     * Starts what does not run, and waits until all of it is ready.
     *
     * @return whether anything had to be started
     * @throws StackException when a port is taken, the disk is full, another command is at it, or a
     *     process does not get ready; what this call has started is down again then
     */
    public boolean up(Duration timeout, StackObserver observer) {
        try (StackLock _ = StackLock.take(layout.run())) {
            if (components().stream().allMatch(LocalServer::answers) && allRunning()) {
                return false;
            }
            requireDisk();
            requirePorts();
            new Startup(timeout, observer)
                    .inTurn(List.of(servers(), List.copyOf(services.values())));
            return true;
        }
    }

    private boolean allRunning() {
        return components().stream().allMatch(LocalServer::running);
    }

    private void requireDisk() {
        try {
            Files.createDirectories(layout.base());
            long free = Files.getFileStore(layout.base()).getUsableSpace();
            if (free < NEEDED_BYTES) {
                throw new StackException(
                        "The disk that holds "
                                + layout.base()
                                + " has "
                                + (free >> 20)
                                + " MiB left; the stack needs 1024 MiB.");
            }
        } catch (IOException failed) {
            throw new StackException(
                    "The directory " + layout.base() + " cannot be written: " + failed.getMessage(),
                    failed);
        }
    }

    /** All ports at once, before anything is started, so that one run tells of all of them. */
    private void requirePorts() {
        List<String> taken = new ArrayList<>();
        for (LocalServer component : components()) {
            if (!component.running()) {
                portsOf(component)
                        .filter(port -> !Ports.free(port))
                        .mapToObj(port -> Ports.taken(component.name(), port))
                        .forEach(taken::add);
            }
        }
        if (!taken.isEmpty()) {
            throw new StackException(String.join("\n", taken));
        }
    }

    private static IntStream portsOf(LocalServer component) {
        return switch (component) {
            case ServiceProcess service -> service.ports().all();
            case KafkaServer kafka -> IntStream.of(kafka.port(), kafka.controllerPort());
            default -> IntStream.of(component.port());
        };
    }

    /**
     * Stops the services side by side, then Kafka, Redis and Postgres. Nothing is left running.
     *
     * @return whether anything ran
     */
    public boolean down(StackObserver observer) {
        try (StackLock _ = StackLock.take(layout.run())) {
            boolean any = components().stream().anyMatch(LocalServer::running);
            Shutdown shutdown =
                    new Shutdown(
                            recordings.isPresent() ? Shutdown.RECORDING : Shutdown.ORDERLY,
                            observer);
            shutdown.sideBySide(List.copyOf(services.values()));
            List.of(kafka, redis, postgres).forEach(shutdown::one);
            return any;
        }
    }

    /**
     * Runs the ledger's program with these words, over this stack's Postgres, which runs meanwhile.
     *
     * @return how it ended
     */
    public int ledgerCommand(List<String> words, Duration timeout) {
        return ledgerCommand(service(ServiceKind.LEDGER), words, timeout);
    }

    /** The same over the database of one of several ledgers, which need not run. */
    public int ledgerCommand(ServiceProcess ledger, List<String> words, Duration timeout) {
        return overPostgres(timeout, () -> ledger.once(words, ledger.environment()));
    }

    /** Makes the ledger's schema, so that a ledger that starts finds it as it should be. */
    void migrate(Duration timeout) {
        ServiceProcess ledger = service(ServiceKind.LEDGER);
        List<String> words = List.of("migrate", "up");
        int end = overPostgres(timeout, () -> ledger.silently(words, ledger.environment()));
        if (end != 0) {
            throw new StackException(
                    "The schema cannot be made; see " + ledger.process().place().log() + ".");
        }
    }

    private int overPostgres(Duration timeout, IntSupplier command) {
        try (StackLock _ = StackLock.take(layout.run())) {
            boolean ran = postgres.running();
            postgres.start();
            try {
                postgres.ready(timeout);
                return command.getAsInt();
            } finally {
                if (!ran) {
                    postgres.stop(timeout);
                }
            }
        }
    }

    /** The same over the database that this process' own environment names. */
    public int ledgerCommandElsewhere(List<String> words) {
        return service(ServiceKind.LEDGER).once(words, Map.of());
    }

    private ServiceProcess service(ServiceKind kind) {
        return services.values().stream()
                .filter(each -> each.kind() == kind)
                .findFirst()
                .orElseThrow(() -> new StackException("There is no " + kind.service() + "."));
    }

    /** Stops everything and removes what it kept, its logs too. */
    public void wipe(StackObserver observer) {
        down(observer);
        try (StackLock _ = StackLock.take(layout.run())) {
            Directories.delete(layout.data());
            Directories.delete(layout.logs());
        }
    }

    /** The truth about each component. */
    public List<ComponentStatus> status() {
        boolean inWork = StackLock.taken(layout.run());
        return components().parallelStream().map(each -> status(each, inWork)).toList();
    }

    private static ComponentStatus status(LocalServer component, boolean inWork) {
        var mark = component.process().mark();
        ComponentStatus.State state;
        if (mark.isEmpty()) {
            state =
                    component.process().died()
                            ? ComponentStatus.State.DEAD
                            : ComponentStatus.State.STOPPED;
        } else if (component.answers()) {
            state = ComponentStatus.State.RUNNING;
        } else {
            state = inWork ? ComponentStatus.State.STARTING : ComponentStatus.State.UNREADY;
        }
        return new ComponentStatus(
                component.name(),
                state,
                mark.map(m -> m.pid()).orElse(0L),
                portsOf(component).boxed().toList(),
                mark.map(m -> m.memoryBytes()).orElse(0L),
                component.process().place().log().toString());
    }

    /** Whether every program has a cache that fits. */
    public boolean trained() {
        return programs().stream().allMatch(JavaProgram::cached);
    }

    /** What JVMs run, each program once. */
    List<JavaProgram> programs() {
        Map<ServiceKind, JavaProgram> ofServices = new EnumMap<>(ServiceKind.class);
        services.values().forEach(each -> ofServices.putIfAbsent(each.kind(), each.program()));
        List<JavaProgram> all = new ArrayList<>(ofServices.values());
        all.add(kafka.program());
        return all;
    }

    private List<LocalServer> servers() {
        return List.of(postgres, redis, kafka);
    }
}
