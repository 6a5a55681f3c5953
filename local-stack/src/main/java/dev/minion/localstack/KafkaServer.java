package dev.minion.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A Kafka broker that is its own controller (KRaft). It uses two ports: its own and the next. */
public final class KafkaServer implements LocalServer {

    /** The largest record is 12 MiB of content; headers and framing come on top. */
    private static final int MAX_MESSAGE_BYTES = 13 << 20;

    private static final String PROPERTIES = "server.properties";
    private static final String LOGGING = "logging.properties";

    private final ManagedProcess process;
    private final Path module;
    private final int heapMegabytes;
    private final Optional<Path> recordings;

    /**
     * Nothing is started yet.
     *
     * @param module the built module {@code kafka-server}
     * @param heapMegabytes of its JVM; 256 serve tests, 512 a stack that is measured
     */
    public KafkaServer(Placement place, Path module, int heapMegabytes) {
        this(place, module, heapMegabytes, Optional.empty());
    }

    /**
     * Nothing is started yet.
     *
     * @param recordings a folder for what the JVM records of its run, if it shall
     */
    public KafkaServer(Placement place, Path module, int heapMegabytes, Optional<Path> recordings) {
        this.process = new ManagedProcess(place);
        this.module = module.toAbsolutePath().normalize();
        this.heapMegabytes = heapMegabytes;
        this.recordings = recordings;
    }

    /** The port of the controller. */
    public int controllerPort() {
        return port() + 1;
    }

    /** For clients: {@code 127.0.0.1:PORT}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port();
    }

    @Override
    public void start() {
        if (running()) {
            return;
        }
        requireBuilt();
        Ports.requireFree(name(), controllerPort());
        Path data = process.place().data();
        Path log = data.resolve("log");
        try {
            Files.createDirectories(log);
            Files.writeString(data.resolve(PROPERTIES), properties(log));
        } catch (IOException failed) {
            throw new StackException("Kafka's directory cannot be written: " + data, failed);
        }
        setUpLogging(data);
        JavaProgram program = program();
        process.start(recordings.map(program::recording).orElseGet(program::command), Map.of());
    }

    /** How its JVM is started. */
    public JavaProgram program() {
        Path data = process.place().data();
        List<String> flags = new ArrayList<>(JvmFlags.within(heapMegabytes));
        flags.add("-Djava.util.logging.config.file=" + data.resolve(LOGGING));
        return new JavaProgram(
                name(),
                flags,
                List.of(
                        "-cp",
                        libs() + "/*",
                        "dev.minion.kafkaserver.Main",
                        data.resolve(PROPERTIES).toString(),
                        data.resolve("log").toString()),
                libs(),
                module.resolve("target"));
    }

    private Path libs() {
        return module.resolve("target/libs");
    }

    private void requireBuilt() {
        if (Files.notExists(libs().resolve("minion-kafka-server-0.1.0-SNAPSHOT.jar"))) {
            throw new StackException(
                    "Kafka is not built: there is no broker in "
                            + libs()
                            + ". Build it with: mvn package -DskipTests -pl kafka-server");
        }
    }

    private static void setUpLogging(Path data) {
        Path file = data.resolve(LOGGING);
        try (var in = KafkaServer.class.getResourceAsStream("kafka-logging.properties")) {
            if (in == null) {
                throw new IOException("the class path has no kafka-logging.properties");
            }
            Files.write(file, in.readAllBytes());
        } catch (IOException failed) {
            throw new StackException("Kafka's logging cannot be set up: " + file, failed);
        }
    }

    private String properties(Path log) {
        UnaryOperator<String> escaped = path -> path.replace("\\", "\\\\");
        return """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%2$d
        listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        controller.listener.names=CONTROLLER
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
        log.dirs=%3$s
        # One node: whatever is replicated elsewhere is kept once here.
        default.replication.factor=1
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=4
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=4
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        group.initial.rebalance.delay.ms=0
        group.min.session.timeout.ms=1000
        # Topics are made by their owner with the right number of partitions, or not at all.
        auto.create.topics.enable=false
        message.max.bytes=%4$d
        replica.fetch.max.bytes=%4$d
        log.segment.bytes=134217728
        # After a crash the controller waits until the old self of the broker has timed out.
        broker.session.timeout.ms=4000
        broker.heartbeat.interval.ms=500
        num.network.threads=2
        num.io.threads=4
        background.threads=2
        log.cleaner.dedupe.buffer.size=16777216
        """
                .formatted(
                        port(), controllerPort(), escaped.apply(log.toString()), MAX_MESSAGE_BYTES);
    }

    @Override
    public boolean answers() {
        return Probe.kafka(port());
    }

    @Override
    public ManagedProcess process() {
        return process;
    }
}
