package dev.minion.localstack;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Postgres 18 with one user and one database.
 *
 * <p>It refuses to run as root: {@link Unprivileged} tells what is done then.
 */
public final class PostgresServer implements LocalServer {

    public static final String USER = "minion";
    public static final String PASSWORD = "minion";
    public static final String DATABASE = "minion";

    /** Durable as in production; sized for a machine that also runs everything else. */
    private static final List<String> SETTINGS =
            List.of(
                    "listen_addresses=127.0.0.1",
                    "unix_socket_directories=",
                    "max_connections=200",
                    "fsync=on",
                    "synchronous_commit=on",
                    "shared_buffers=256MB",
                    "max_wal_size=4GB",
                    "min_wal_size=256MB",
                    "checkpoint_timeout=15min",
                    "wal_compression=off",
                    "jit=off",
                    "random_page_cost=1.1",
                    "max_parallel_workers_per_gather=0",
                    // Containers often have a /dev/shm of 64 MB.
                    "dynamic_shared_memory_type=mmap",
                    "timezone=UTC",
                    "log_timezone=UTC",
                    "log_line_prefix=%m [%p] ",
                    "password_encryption=scram-sha-256");

    private final ManagedProcess process;
    private final Binaries binaries;

    /**
     * Nothing is started yet.
     *
     * @param cache where the programs are unpacked, shared by all
     */
    public PostgresServer(Placement place, Path cache) {
        this.process = new ManagedProcess(place);
        this.binaries = new Binaries(cache);
    }

    /** The directory whose {@code bin} has the programs, once a server was started from there. */
    public static Path home(Path cache) {
        return cache.toAbsolutePath().resolve("postgres-" + Binaries.version("postgres"));
    }

    /** For drivers that want it: {@code jdbc:postgresql://127.0.0.1:PORT/minion}. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + DATABASE;
    }

    @Override
    public void start() {
        if (running()) {
            return;
        }
        Ports.requireFree(name(), port());
        Path home = binaries.postgres();
        Unprivileged user = Unprivileged.here();
        if (Files.notExists(cluster().resolve("PG_VERSION"))) {
            initialise(home, user);
        }
        user.give(process.place().data());
        List<String> command = new ArrayList<>(user.prefix());
        if (process.place().lifetime() == Lifetime.WITH_PARENT && Programs.has("setpriv")) {
            // Entering a user namespace may clear what the outer one has set.
            command.addAll(List.of("setpriv", "--pdeathsig", "KILL"));
        }
        command.add(home.resolve("bin/postgres").toString());
        command.addAll(List.of("-D", cluster().toString(), "-p", Integer.toString(port())));
        SETTINGS.forEach(setting -> command.addAll(List.of("-c", setting)));
        process.start(command, Map.of("LC_ALL", "C", "TZ", "UTC"));
    }

    private Path cluster() {
        return process.place().data().resolve("cluster");
    }

    /** Made beside its place and then moved there, so that a half-made one is never started. */
    private void initialise(Path home, Unprivileged user) {
        Path data = process.place().data();
        Path fresh = data.resolve("cluster.new");
        Path password = data.resolve("password.new");
        try {
            Files.createDirectories(data);
            Files.createDirectories(process.place().log().getParent());
            Directories.delete(fresh);
            Files.writeString(password, PASSWORD);
            user.give(data);
            run(
                    user,
                    List.of(
                            home.resolve("bin/initdb").toString(),
                            "-D",
                            fresh.toString(),
                            "-U",
                            USER,
                            "-A",
                            "scram-sha-256",
                            "--pwfile=" + password,
                            "-E",
                            "UTF8",
                            "--locale=C",
                            "--locale-provider=builtin",
                            "--builtin-locale=C.UTF-8",
                            process.place().lifetime() == Lifetime.DETACHED
                                    ? "--data-checksums"
                                    : "--no-sync"),
                    "");
            run(
                    user,
                    List.of(
                            home.resolve("bin/postgres").toString(),
                            "--single",
                            "-D",
                            fresh.toString(),
                            "postgres"),
                    "CREATE DATABASE " + DATABASE + " OWNER " + USER + ";\n");
            Files.delete(password);
            Files.move(fresh, cluster(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new StackException(
                    "The data directory of " + name() + " cannot be made: " + failed.getMessage(),
                    failed);
        }
    }

    private void run(Unprivileged user, List<String> program, String input) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(user.command(program))
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(process.place().log().toFile()));
        builder.environment().putAll(Map.of("LC_ALL", "C", "TZ", "UTC"));
        Process running = builder.start();
        try (OutputStream in = running.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        try {
            if (running.waitFor() != 0) {
                throw new StackException(
                        "The data directory of " + name() + " cannot be made." + process.tail());
            }
        } catch (InterruptedException interrupted) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    @Override
    public boolean answers() {
        return Probe.postgres(port(), USER, DATABASE);
    }

    /** SIGINT is Postgres' fast shutdown; SIGTERM would wait for every client to leave. */
    @Override
    public void stop(Duration timeout) {
        process.stop(timeout, "INT");
    }

    @Override
    public ManagedProcess process() {
        return process;
    }
}
