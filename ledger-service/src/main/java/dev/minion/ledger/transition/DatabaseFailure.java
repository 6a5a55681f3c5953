package dev.minion.ledger.transition;

import io.vertx.pgclient.PgException;
import java.time.DateTimeException;
import org.jspecify.annotations.Nullable;

/** What a failed statement means for the one who sent it. */
public enum DatabaseFailure {
    /** A value that will never do: find it and refuse it. */
    DATA,
    /** Deadlock or serialization: the same again will do. */
    CONFLICT,
    /** Postgres is away, or the outcome of a commit is unknown: the same again, for a while. */
    AWAY,
    /** A fault of this program. */
    FAULT;

    /** The kind of a failure, by its SQLSTATE (Postgres manual, appendix A). */
    public static DatabaseFailure of(Throwable failure) {
        PgException refused = refusal(failure);
        if (refused == null || refused.getSqlState() == null) {
            return unprocessable(failure) ? DATA : AWAY;
        }
        String state = refused.getSqlState();
        if (state.equals("40P01") || state.equals("40001")) {
            return CONFLICT;
        }
        return switch (state.substring(0, 2)) {
            case "22", "23", "54" -> DATA;
            case "08", "53", "57", "58" -> AWAY;
            default -> FAULT;
        };
    }

    /** A fault of this program that one record provokes must not hold up the others. */
    private static boolean unprocessable(Throwable failure) {
        return failure instanceof NullPointerException
                || failure instanceof IllegalArgumentException
                || failure instanceof IndexOutOfBoundsException
                || failure instanceof ClassCastException
                || failure instanceof DateTimeException
                || failure instanceof ArithmeticException;
    }

    private static @Nullable PgException refusal(Throwable failure) {
        Throwable cause = failure;
        while (cause != null) {
            if (cause instanceof PgException refused) {
                return refused;
            }
            cause = cause.getCause();
        }
        return null;
    }
}
