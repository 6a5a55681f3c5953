package dev.minion.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.localstack.PostgresServer;
import dev.minion.localstack.stack.ServiceKind;
import dev.minion.localstack.stack.ServiceProcess;
import dev.minion.systemtests.suite.Report;
import dev.minion.systemtests.suite.SharedStack;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The ledger moves to another database while work flows, and back again. */
class MoveTest {

    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(20);
    private static final String ELSEWHERE = "moved";

    private final SharedStack suite = SharedStack.get();

    @Test
    void everyAcknowledgedTaskCompletesOnceThoughTheLedgerMovesThereAndBack()
            throws IOException, SQLException {
        ServiceProcess here = (ServiceProcess) suite.component("ledger");
        ServiceProcess there =
                suite.stack()
                        .add(
                                ServiceKind.LEDGER,
                                "ledger-moved",
                                here.ports(),
                                Map.of("POSTGRES_DB", ELSEWHERE));
        execute("create database " + ELSEWHERE);
        try {
            move(here, there, ELSEWHERE);
            execute("drop schema ledger cascade");
            move(there, here, PostgresServer.DATABASE);
        } finally {
            there.stop(STOP);
        }
    }

    private void move(ServiceProcess from, ServiceProcess into, String database)
            throws IOException {
        List<String> copy = List.of("copy", "--to", address(database));
        try (Endings endings = Endings.from(suite.brokers());
                Workload workload = Workload.start(suite.url())) {
            workload.awaitAcknowledged(MixedWork.TASKS / 5);
            assertThat(suite.stack().ledgerCommand(from, copy, READY)).as("while it runs").isZero();
            workload.awaitAcknowledged(MixedWork.TASKS / 3);

            long stoppedAt = System.nanoTime();
            from.stop(STOP);
            List<String> finish = List.of("copy", "--to", address(database), "--finish");
            assertThat(suite.stack().ledgerCommand(from, finish, READY)).as("its end").isZero();
            into.start();
            into.ready(READY);
            double down = Report.secondsSince(stoppedAt);

            new Checker(suite.url(), workload, endings)
                    .check("ledger moved to %s, away for %.1f s".formatted(database, down));
        }
    }

    private String address(String database) {
        return "postgres://%s@127.0.0.1:%d/%s?sslmode=disable"
                .formatted(PostgresServer.USER, suite.stack().postgres().port(), database);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(
                                suite.stack().postgres().jdbcUrl(),
                                PostgresServer.USER,
                                PostgresServer.PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
