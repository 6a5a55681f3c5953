package dev.minion.ledger.migration;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import liquibase.Liquibase;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.DatabaseException;
import liquibase.exception.UnexpectedLiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;

/**
 * The ledger's database for a program without the service.
 *
 * @param host of Postgres
 * @param sslMode as libpq has them, like {@code disable} or {@code verify-full}
 * @param sslRootCert a PEM file that the modes which verify believe; may be empty
 */
public record MigrationDatabase(
        String host,
        String port,
        String name,
        String user,
        String password,
        String sslMode,
        String sslRootCert) {

    static final String APPLICATION = "minion-migrate";

    private static final String CHANGES = "db/ledger.sql";

    /** By the variables and defaults of the service. */
    public static MigrationDatabase of(Map<String, String> environment) {
        return new MigrationDatabase(
                environment.getOrDefault("POSTGRES_HOST", "localhost"),
                environment.getOrDefault("POSTGRES_PORT", "15432"),
                environment.getOrDefault("POSTGRES_DB", "minion"),
                environment.getOrDefault("POSTGRES_USER", "minion"),
                environment.getOrDefault("POSTGRES_PASSWORD", "minion"),
                environment.getOrDefault("POSTGRES_SSL_MODE", "disable"),
                environment.getOrDefault("POSTGRES_SSL_ROOT_CERT", ""));
    }

    /** For messages: without the password. */
    public String address() {
        return "The database " + name + " at " + host + ":" + port;
    }

    /**
     * Connects, or fails within five seconds.
     *
     * @param application how the connection is called where connections are listed
     */
    public Connection connect(String application) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("sslmode", sslMode);
        if (!sslRootCert.isEmpty()) {
            properties.setProperty("sslrootcert", sslRootCert);
        }
        properties.setProperty("ApplicationName", application);
        properties.setProperty("connectTimeout", "5");
        return DriverManager.getConnection(
                "jdbc:postgresql://" + host + ":" + port + "/" + name, properties);
    }

    SchemaMark mark() {
        return SchemaMark.ofResource(CHANGES);
    }

    /** On a connection of its own, which ends with it. */
    Liquibase liquibase() {
        try {
            Database database =
                    DatabaseFactory.getInstance()
                            .findCorrectDatabaseImplementation(
                                    new JdbcConnection(connect(APPLICATION)));
            database.setLiquibaseSchemaName("ledger");
            return new Liquibase(CHANGES, new ClassLoaderResourceAccessor(), database);
        } catch (SQLException | DatabaseException failed) {
            throw new UnexpectedLiquibaseException(failed);
        }
    }
}
