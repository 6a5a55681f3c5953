package dev.minion.localstack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Real servers for the tests of a module: started on first use, ready on return, shared by all
 * tests of the JVM, empty at the start, gone with the JVM.
 *
 * <p>Their files are below {@code target/test-servers} of the module. The system property {@code
 * minion.root}, set by the parent's surefire, tells where the project is.
 */
public final class TestServers {

    private static final Duration READY = Duration.ofSeconds(60);
    private static final int KAFKA_HEAP_MEGABYTES = 256;
    private static final Map<Integer, LocalServer> RUNNING = new ConcurrentHashMap<>();

    private TestServers() {}

    public static PostgresServer postgres(int port) {
        return shared(
                PostgresServer.class,
                "postgres",
                port,
                place -> new PostgresServer(place, cache()));
    }

    public static RedisServer redis(int port) {
        return shared(RedisServer.class, "redis", port, place -> new RedisServer(place, cache()));
    }

    /** Uses the given port and the next. */
    public static KafkaServer kafka(int port) {
        return shared(
                KafkaServer.class,
                "kafka",
                port,
                place ->
                        new KafkaServer(
                                place, root().resolve("kafka-server"), KAFKA_HEAP_MEGABYTES));
    }

    /** Without any bucket. */
    public static S3Server s3(int port) {
        return shared(
                S3Server.class,
                "s3",
                port,
                place -> new S3Server(place, root().resolve("s3-server")));
    }

    /** The project's root directory. */
    public static Path root() {
        String root = System.getProperty("minion.root");
        if (root == null) {
            throw new StackException(
                    "The system property minion.root is not set: it names the project's root.");
        }
        return Path.of(root).toAbsolutePath().normalize();
    }

    /** Where programs are unpacked. */
    public static Path cache() {
        return root().resolve(".minion/cache");
    }

    private static synchronized <S extends LocalServer> S shared(
            Class<S> type, String kind, int port, Function<Placement, S> make) {
        LocalServer known = RUNNING.get(port);
        if (known == null) {
            Path base = Path.of("target", "test-servers", kind + "-" + port);
            // Tests with a profile have classes of their own: the server may be there already.
            if (System.setProperty("minion.test-server." + port, kind) == null) {
                Directories.delete(base);
            }
            known = make.apply(Placement.below(base, kind, port, Lifetime.WITH_PARENT));
            RUNNING.put(port, known);
        }
        known.start();
        known.ready(READY);
        return type.cast(known);
    }
}
