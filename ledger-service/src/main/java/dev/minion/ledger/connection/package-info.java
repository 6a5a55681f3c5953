/**
 * The connections to Postgres. The pool opens them as they are needed, up to {@code
 * POSTGRES_MAX_CONNS}, and closes what was idle for ten minutes; some are kept open all the same.
 */
@NullMarked
@CheckReturnValue
package dev.minion.ledger.connection;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
