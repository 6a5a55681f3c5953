package dev.minion.ledger.migration;

import io.agroal.api.AgroalDataSource;
import io.quarkus.liquibase.LiquibaseFactory;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import liquibase.Liquibase;
import liquibase.exception.LiquibaseException;

/** Runs the migrations, up and down. Blocks: for a thread that may. */
@ApplicationScoped
public class Migrations {

    /** "minion" in ASCII: the advisory lock's number. */
    private static final long LOCK = 0x6d696e696f6eL;

    private final AgroalDataSource database;
    private final LiquibaseFactory liquibase;
    private final SchemaMark mark;

    Migrations(AgroalDataSource database, LiquibaseFactory liquibase) {
        this.database = database;
        this.liquibase = liquibase;
        this.mark = SchemaMark.ofResource(liquibase.getConfiguration().changeLog);
    }

    /**
     * Applies what is missing. A schema that is marked as complete is left alone: to find that out
     * takes Liquibase a good part of a start.
     *
     * @throws SQLException when Postgres cannot be reached
     * @throws LiquibaseException when a change is refused
     */
    public void up() throws SQLException, LiquibaseException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            if (mark.holds(statement)) {
                return;
            }
        }
        alone(migration -> migration.update(""), mark::write);
    }

    /** Takes the newest changes back: all data in what they made is lost. */
    public void down(int changes) throws SQLException, LiquibaseException {
        alone(migration -> migration.rollback(changes, ""), statement -> {});
    }

    private void alone(Step step, Mark after) throws SQLException, LiquibaseException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_lock(" + LOCK + ")");
            try {
                statement.execute("create schema if not exists ledger");
                mark.remove(statement);
                try (Liquibase migration = liquibase.createLiquibase()) {
                    if (migration.listLocks().length > 0) {
                        migration.forceReleaseLocks();
                    }
                    step.run(migration);
                }
                after.set(statement);
            } finally {
                statement.execute("select pg_advisory_unlock(" + LOCK + ")");
            }
        }
    }

    @FunctionalInterface
    private interface Mark {
        void set(Statement statement) throws SQLException;
    }

    @FunctionalInterface
    private interface Step {
        void run(Liquibase migration) throws LiquibaseException;
    }
}
