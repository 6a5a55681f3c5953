package dev.minion.benchmarks.usage;

import dev.minion.benchmarks.figures.Bytes;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.jspecify.annotations.Nullable;

/** How much Postgres and Kafka have written so far; either may be unknown. */
public final class Stores implements AutoCloseable {

    private static final String WAL = "select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')";
    private static final int ANSWER_SECONDS = 10;

    /** Topics of Kafka's own begin so. */
    private static final String INTERNAL = "__";

    private final @Nullable Connection postgres;
    private final @Nullable Admin kafka;

    private Stores(@Nullable Connection postgres, @Nullable Admin kafka) {
        this.postgres = postgres;
        this.kafka = kafka;
    }

    /**
     * Connects.
     *
     * @param postgres as JDBC has it, with user and password; or null
     * @param kafka host and port of a broker; or null
     * @throws IOException when one that is named cannot be reached
     */
    public static Stores open(@Nullable String postgres, @Nullable String kafka)
            throws IOException {
        Connection connection = null;
        try {
            connection = postgres == null ? null : DriverManager.getConnection(postgres);
            Stores stores = new Stores(connection, kafka == null ? null : admin(kafka));
            var _ = stores.read();
            return stores;
        } catch (SQLException unreachable) {
            throw new IOException("Postgres: " + unreachable.getMessage(), unreachable);
        }
    }

    private static Admin admin(String broker) {
        return Admin.create(
                Map.of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                        broker,
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        ANSWER_SECONDS * 1_000,
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        ANSWER_SECONDS * 1_000));
    }

    /** What they have written until now. */
    public Bytes read() throws IOException {
        return new Bytes(wal(), segments());
    }

    private @Nullable Long wal() throws IOException {
        if (postgres == null) {
            return null;
        }
        try (Statement statement = postgres.createStatement();
                ResultSet row = statement.executeQuery(WAL)) {
            return row.next() ? row.getBigDecimal(1).longValue() : null;
        } catch (SQLException failed) {
            throw new IOException("Postgres: " + failed.getMessage(), failed);
        }
    }

    private @Nullable Long segments() throws IOException {
        if (kafka == null) {
            return null;
        }
        try {
            var brokers =
                    kafka.describeCluster().nodes().get(ANSWER_SECONDS, TimeUnit.SECONDS).stream()
                            .map(node -> node.id())
                            .toList();
            return kafka
                    .describeLogDirs(brokers)
                    .allDescriptions()
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .values()
                    .stream()
                    .flatMap(directories -> directories.values().stream())
                    .mapToLong(Stores::size)
                    .sum();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IOException("Kafka: " + failed.getMessage(), failed);
        }
    }

    private static long size(LogDirDescription directory) {
        return directory.replicaInfos().entrySet().stream()
                .filter(replica -> !replica.getKey().topic().startsWith(INTERNAL))
                .mapToLong(replica -> replica.getValue().size())
                .sum();
    }

    @Override
    public void close() throws IOException {
        if (kafka != null) {
            kafka.close();
        }
        if (postgres != null) {
            try {
                postgres.close();
            } catch (SQLException failed) {
                throw new IOException("Postgres: " + failed.getMessage(), failed);
            }
        }
    }
}
