package dev.minion.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerTest {

    private static final Duration READY = Duration.ofSeconds(60);

    @TempDir Path base;

    private final java.util.List<PostgresServer> started = new java.util.ArrayList<>();

    private PostgresServer server(int port) {
        PostgresServer server =
                new PostgresServer(
                        Placement.below(base, "postgres", port, Lifetime.WITH_PARENT),
                        TestServers.cache());
        started.add(server);
        return server;
    }

    @AfterEach
    void down() {
        started.forEach(PostgresServer::kill);
    }

    @Test
    void keepsWhatWasCommittedThroughAKillAndARestart() throws SQLException {
        PostgresServer postgres = server(21510);
        postgres.start();
        postgres.ready(READY);
        execute(postgres, "create table kept (id int)", "insert into kept values (42)");

        postgres.kill();
        assertThat(postgres.running()).isFalse();
        assertThat(Ports.free(21510)).isTrue();
        postgres.start();
        postgres.ready(READY);
        assertThat(query(postgres, "select id::text from kept")).isEqualTo("42");

        postgres.restart();
        assertThat(query(postgres, "select id::text from kept")).isEqualTo("42");

        postgres.stop(READY);
        assertThat(postgres.running()).isFalse();
        assertThat(postgres.answers()).isFalse();
    }

    @Test
    void isDurableAndSpeaksUtf8InUtc() throws SQLException {
        PostgresServer postgres = TestServers.postgres(21512);

        assertThat(query(postgres, "show fsync")).isEqualTo("on");
        assertThat(query(postgres, "show synchronous_commit")).isEqualTo("on");
        assertThat(query(postgres, "show server_encoding")).isEqualTo("UTF8");
        assertThat(query(postgres, "show server_version")).startsWith("18");
        assertThat(
                        query(
                                postgres,
                                "select datlocprovider::text || datlocale from pg_database where"
                                        + " datname = 'minion'"))
                .isEqualTo("bC.UTF-8");
    }

    @Test
    void namesThePortAndItsHolderWhenItIsTaken() throws Exception {
        try (ServerSocket holder = new ServerSocket()) {
            holder.bind(Ports.loopback(21514));

            assertThatThrownBy(() -> server(21514).start())
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("21514")
                    .hasMessageContaining("postgres")
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
    }

    private static void execute(PostgresServer postgres, String... statements) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    private static String query(PostgresServer postgres, String sql) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static Connection connect(PostgresServer postgres) throws SQLException {
        return DriverManager.getConnection(
                postgres.jdbcUrl(), PostgresServer.USER, PostgresServer.PASSWORD);
    }
}
