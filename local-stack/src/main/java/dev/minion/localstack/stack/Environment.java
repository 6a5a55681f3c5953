package dev.minion.localstack.stack;

import dev.minion.localstack.PostgresServer;
import dev.minion.localstack.Programs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the services are told through environment variables. */
final class Environment {

    private static final String HOST = "127.0.0.1";

    /** What the examples need. */
    private static final List<String> PROGRAMS = List.of("git", "wc", "ls", "uname");

    private static final String EVENT_LOOPS = "QUARKUS_VERTX_EVENT_LOOPS_POOL_SIZE";

    private Environment() {}

    /** Where everything is, the same for all services. */
    static Map<String, String> shared(StackLayout layout) {
        StackPorts ports = layout.ports();
        Map<String, String> all = new HashMap<>();
        all.put("MINION_MODE", "development");
        all.put("MINION_BIND", HOST);
        all.put(EVENT_LOOPS, eventLoops());
        all.put("KAFKA_BROKERS", HOST + ":" + ports.kafka());
        // What a killed process owned goes to others soon; the broker of this stack allows it.
        all.put("KAFKA_SESSION_TIMEOUT", "2500ms");
        all.put("POSTGRES_HOST", HOST);
        all.put("POSTGRES_PORT", Integer.toString(ports.postgres()));
        all.put("POSTGRES_DB", PostgresServer.DATABASE);
        all.put("POSTGRES_USER", PostgresServer.USER);
        all.put("POSTGRES_PASSWORD", PostgresServer.PASSWORD);
        all.put("POSTGRES_SSL_MODE", "disable");
        all.put("LEDGER_INMEMORY_POSTGRES", PostgresServer.home(layout.cache()).toString());
        all.put("REDIS_URL", "redis://" + HOST + ":" + ports.redis());
        all.put("LEDGER_HOST", HOST);
        all.put("LEDGER_PORT", Integer.toString(ports.of(ServiceKind.LEDGER).main()));
        all.put("DEDUP_HOST", HOST);
        all.put("DEDUP_PORT", Integer.toString(ports.of(ServiceKind.DEDUP).main()));
        return all;
    }

    /**
     * A service calls others on connections of one event loop. With several loops most calls begin
     * on another one, and each hands over four times; so there are no more than the cores that a
     * service can hope for beside all the others.
     */
    private static String eventLoops() {
        String wanted = System.getenv(EVENT_LOOPS);
        int cores = Runtime.getRuntime().availableProcessors();
        return wanted == null ? Integer.toString(Math.max(1, cores / 4)) : wanted;
    }

    /** Where this instance listens. */
    static Map<String, String> ofInstance(ServiceKind kind, String name, ServicePorts ports) {
        String prefix = kind.name();
        Map<String, String> own = new HashMap<>();
        own.put(prefix + "_PORT", Integer.toString(ports.main()));
        own.put(prefix + "_MANAGEMENT_PORT", Integer.toString(ports.management()));
        if (ports.grpc() != 0) {
            own.put(prefix + "_GRPC_PORT", Integer.toString(ports.grpc()));
        }
        if (kind == ServiceKind.WORKER) {
            own.put("WORKER_NAME", name);
        }
        return own;
    }

    /**
     * What a worker may do on this machine: read the project with git, and ask the suite itself.
     * Whoever may submit a task may do that too; but only this machine reaches the stack.
     */
    static Map<String, String> ofWorker(StackLayout layout) {
        Map<String, String> own = new HashMap<>();
        String suite =
                layout.ports().services().values().stream()
                        .flatMap(ports -> ports.all().boxed())
                        .sorted()
                        .map(port -> HOST + ":" + port)
                        .collect(Collectors.joining(","));
        own.put("HTTP_ALLOWED", suite);
        own.put("EXEC_ALLOWED", programs());
        own.put("EXEC_ROOT", layout.root().toString());
        // The clone may belong to another user than the one who runs the stack.
        own.put(
                "EXEC_VARIABLES",
                "GIT_CONFIG_COUNT=1,GIT_CONFIG_KEY_0=safe.directory,GIT_CONFIG_VALUE_0=*,"
                        + "GIT_OPTIONAL_LOCKS=0,GIT_TERMINAL_PROMPT=0,GIT_PAGER=cat");
        return own;
    }

    private static String programs() {
        return PROGRAMS.stream()
                .map(name -> Map.entry(name, Programs.find(name)))
                .filter(entry -> entry.getValue().isPresent())
                .map(entry -> entry.getKey() + "=" + entry.getValue().get())
                .collect(Collectors.joining(","));
    }
}
