package dev.minion.ledger.migration;

import io.agroal.api.AgroalDataSource;
import io.quarkus.liquibase.LiquibaseFactory;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import liquibase.exception.LiquibaseException;

/** Runs the migrations, up and down. Blocks: for a thread that may. */
@ApplicationScoped
public class Migrations {

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
        try (Connection connection = database.getConnection()) {
            try (Statement statement = connection.createStatement()) {
                if (mark.holds(statement)) {
                    return;
                }
            }
            var _ = changes(connection).up();
        }
    }

    /** Takes the newest changes back: all data in what they made is lost. */
    public void down(int changes) throws SQLException, LiquibaseException {
        try (Connection connection = database.getConnection()) {
            var _ = changes(connection).down(changes);
        }
    }

    private SchemaChanges changes(Connection connection) {
        return new SchemaChanges(connection, liquibase::createLiquibase, mark);
    }
}
