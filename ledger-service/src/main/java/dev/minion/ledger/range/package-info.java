/**
 * The ranges of time in which Postgres keeps tasks and their records: partitions by the ids of the
 * tasks, made ahead, dropped when they are past and empty. A purge drops those that are old as a
 * whole (package {@code retention}).
 */
@NullMarked
@CheckReturnValue
package dev.minion.ledger.range;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
