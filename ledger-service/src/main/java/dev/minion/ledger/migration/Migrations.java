package dev.minion.ledger.migration;

import io.agroal.api.AgroalDataSource;
import io.quarkus.liquibase.LiquibaseFactory;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import liquibase.exception.LiquibaseException;

/** Runs the migrations, up and down. Blocks: for a thread that may. */
@ApplicationScoped
public class Migrations {

    private final Pool pool;
    private final AgroalDataSource database;
    private final LiquibaseFactory liquibase;
    private final SchemaMark mark;

    Migrations(Pool pool, AgroalDataSource database, LiquibaseFactory liquibase) {
        this.pool = pool;
        this.database = database;
        this.liquibase = liquibase;
        this.mark = SchemaMark.ofResource(liquibase.getConfiguration().changeLog);
    }

    /**
     * Whether the schema is marked as complete. A start asks that first: the first connection of
     * the other kind, and Liquibase's own look, take a good part of one.
     *
     * @return false as well where it cannot be told
     */
    Future<Boolean> complete() {
        return pool.query(SchemaMark.READ)
                .execute()
                .map(rows -> rows.iterator().next())
                .map(row -> mark.matches(row.getString(0), row.getLong(1)))
                .otherwise(false);
    }

    /**
     * Applies what is missing. A schema that is marked as complete is left alone.
     *
     * @throws SQLException when Postgres cannot be reached
     * @throws LiquibaseException when a change is refused
     */
    public void up() throws SQLException, LiquibaseException {
        try (Connection connection = database.getConnection()) {
            if (!isMarked(connection)) {
                var _ = changes(connection).up();
            }
        }
    }

    private boolean isMarked(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return mark.holds(statement);
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
