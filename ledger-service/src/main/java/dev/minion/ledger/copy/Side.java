package dev.minion.ledger.copy;

import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/** One of the two databases, over one connection. */
final class Side {

    /** Names are qualified wherever Postgres writes them; no statement is worth compiling. */
    private static final String SETTINGS = "set search_path = pg_catalog; set jit = off";

    private final Connection connection;
    private final Statement statement;

    Side(Connection connection) throws SQLException {
        this.connection = connection;
        this.statement = connection.createStatement();
        statement.execute(SETTINGS);
    }

    Connection connection() {
        return connection;
    }

    /** The only one of this connection. */
    Statement statement() {
        return statement;
    }

    CopyManager copies() throws SQLException {
        return new CopyManager(connection.unwrap(BaseConnection.class));
    }

    Sum sum(Slice slice) throws SQLException {
        try (ResultSet rows = statement.executeQuery(slice.sum())) {
            rows.next();
            return sum(rows, 1);
        }
    }

    /** By part; parts without rows are missing. */
    Map<Integer, Sum> partSums(Slice slice) throws SQLException {
        Map<Integer, Sum> sums = new HashMap<>();
        try (ResultSet rows = statement.executeQuery(slice.partSums())) {
            while (rows.next()) {
                sums.put(rows.getInt(1), sum(rows, 2));
            }
        }
        return sums;
    }

    private static Sum sum(ResultSet rows, int column) throws SQLException {
        return new Sum(rows.getLong(column), new BigInteger(rows.getString(column + 1)));
    }

    /** The answer to a question that has one. */
    String one(String question) throws SQLException {
        try (ResultSet rows = statement.executeQuery(question)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        }
    }
}
