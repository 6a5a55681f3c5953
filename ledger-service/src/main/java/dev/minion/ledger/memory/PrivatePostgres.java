package dev.minion.ledger.memory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A Postgres that belongs to this process. */
public final class PrivatePostgres implements AutoCloseable {

    /** Says that the other settings name a database like this. */
    static final String PRIVATE = "minion.ledger.memory.private";

    private static final String USER = "minion";
    private static final String DATABASE = "postgres";
    private static final int PASSWORD_BYTES = 16;
    private static final int ANSWER_MILLIS = 500;
    private static final long READY_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** Nothing survives, so nothing is made durable. */
    private static final List<String> SETTINGS =
            List.of(
                    "listen_addresses=127.0.0.1",
                    "unix_socket_directories=",
                    "max_connections=100",
                    "fsync=off",
                    "full_page_writes=off",
                    "synchronous_commit=off",
                    "wal_level=minimal",
                    "max_wal_senders=0",
                    "shared_buffers=64MB",
                    "min_wal_size=32MB",
                    "max_wal_size=64MB",
                    "jit=off",
                    "max_parallel_workers_per_gather=0",
                    "dynamic_shared_memory_type=mmap",
                    "timezone=UTC",
                    "log_timezone=UTC");

    /**
     * Runs the server ($1 and on) until its own input ends, and then removes its directory $0. A
     * server that ended before leaves a mark.
     */
    private static final String KEEPER =
            """
            "$@" & server=$!
            exec 3<&0
            (read -r _; kill -QUIT $server 2>/dev/null) <&3 &
            wait $server
            : > "$0/ended"
            read -r _ <&3
            rm -rf -- "$0"
            """;

    private final Process keeper;
    private final int port;
    private final String password;

    private PrivatePostgres(Process keeper, int port, String password) {
        this.keeper = keeper;
        this.port = port;
        this.password = password;
    }

    /**
     * Makes a database and starts its server, which ends with this process.
     *
     * @throws IOException that tells why it cannot, with the server's own words
     */
    public static PrivatePostgres start(PostgresPrograms programs, Memory memory)
            throws IOException {
        memory.removeLeftovers();
        Path folder = memory.take();
        Unprivileged user = Unprivileged.here();
        String password = password();
        try {
            initialise(programs, user, folder, password);
        } catch (IOException failed) {
            Memory.remove(folder);
            throw failed;
        }
        int port = freePort();
        List<String> command = new ArrayList<>(List.of("sh", "-c", KEEPER, folder.toString()));
        command.addAll(
                user.command(
                        List.of(
                                programs.postgres().toString(),
                                "-D",
                                data(folder).toString(),
                                "-p",
                                Integer.toString(port))));
        SETTINGS.forEach(setting -> command.addAll(List.of("-c", setting)));
        PrivatePostgres started =
                new PrivatePostgres(quiet(command, log(folder)).start(), port, password);
        started.awaitAnswer(folder);
        return started;
    }

    private static void initialise(
            PostgresPrograms programs, Unprivileged user, Path folder, String password)
            throws IOException {
        Path secret = Files.writeString(folder.resolve("password"), password);
        user.give(folder);
        List<String> command =
                user.command(
                        List.of(
                                programs.initdb().toString(),
                                "-D",
                                data(folder).toString(),
                                "-U",
                                USER,
                                "-A",
                                "scram-sha-256",
                                "--pwfile=" + secret,
                                "-E",
                                "UTF8",
                                "--locale=C",
                                "--locale-provider=builtin",
                                "--builtin-locale=C.UTF-8",
                                "--no-sync"));
        try {
            if (quiet(command, log(folder)).start().waitFor() != 0) {
                throw failure(folder);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
        Files.delete(secret);
    }

    private void awaitAnswer(Path folder) throws IOException {
        long end = System.nanoTime() + READY_NANOS;
        while (!answers()) {
            if (Files.exists(folder.resolve("ended")) || System.nanoTime() > end) {
                IOException failure = failure(folder);
                close();
                throw failure;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MILLIS);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Where the service finds it, by the names of its environment variables. */
    public Map<String, String> settings() {
        return Map.of(
                "POSTGRES_HOST",
                "127.0.0.1",
                "POSTGRES_PORT",
                Integer.toString(port),
                "POSTGRES_DB",
                DATABASE,
                "POSTGRES_USER",
                USER,
                "POSTGRES_PASSWORD",
                password,
                "POSTGRES_SSL_MODE",
                "disable",
                PRIVATE,
                "true");
    }

    /** Stops it; its data is gone then. */
    @Override
    public void close() throws IOException {
        keeper.getOutputStream().close();
    }

    private static ProcessBuilder quiet(List<String> command, Path log) {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(Map.of("LC_ALL", "C", "TZ", "UTC"));
        return builder;
    }

    private static IOException failure(Path folder) throws IOException {
        return new IOException(
                "The database in memory cannot be started: "
                        + Files.readString(log(folder), StandardCharsets.UTF_8).strip());
    }

    private static Path data(Path folder) {
        return folder.resolve("data");
    }

    private static Path log(Path folder) {
        return folder.resolve("log");
    }

    private static String password() {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
