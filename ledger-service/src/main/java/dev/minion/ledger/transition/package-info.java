/**
 * How a task's state changes in Postgres: lock the rows, decide by the pure rules, write with one
 * conditional statement, settle those whom an end concerns, commit, and only then tell.
 *
 * <p>Rows are always locked in the order of their ids, and a statement's rows before its
 * dependants', which follow them in the graph, and its children's. Where two transactions meet in
 * another order all the same, Postgres ends one of them and it is run again.
 *
 * <p>Each write names the status, epoch and attempt that the decision was made for (law 3). The
 * lock makes this condition redundant, and that is the point: it costs nothing, and holds even
 * where a lock was forgotten.
 */
@NullMarked
@CheckReturnValue
package dev.minion.ledger.transition;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
