/**
 * The task state machine, pure: (state, event, now) to (state, effects). No clock, no source of
 * randomness, no thread, no I/O; imports nothing but the JDK and contracts, so that one test can
 * drive a million seeded schedules.
 *
 * <h2>The fence</h2>
 *
 * An attempt is named by (epoch, attempt), which the ledger issues when it releases a task, and
 * both parts only rise. What a worker reports counts only if it carries the task's current fence:
 * {@link dev.minion.ledger.state.AttemptRules} answers {@link
 * dev.minion.ledger.state.Verdict.Stale} to everything else, and the statements of the store repeat
 * the same condition, so that two writers can never both be right.
 *
 * <h2>Three counters</h2>
 *
 * The attempt is the fence and rises with each release. Failures (the handler said no) and crashes
 * (lost after it started) are what the retry budget looks at: a lost delivery burns nothing, and a
 * task that kills its workers ends {@code dead}.
 *
 * <h2>Paused</h2>
 *
 * Where its policy says so, a task whose budget is used up waits for somebody instead of ending. It
 * is {@code scheduled} for no time, with its next attempt issued; no other task is, since a delay
 * that is over leads to {@code ready} at once. So there is no status more, and whatever holds of a
 * scheduled task holds of it.
 *
 * <p>Somebody may pause a task by hand as well ({@link dev.minion.ledger.state.PauseRules}): then
 * it is held, and its time is negative ({@link dev.minion.ledger.state.RunAfter}). An attempt whose
 * fence is out but that has not been reported as running is taken back by the next one, as when it
 * is lost. What runs or is blocked is marked in the same way, and keeps its status: each rule that
 * would issue its next attempt has it wait instead. The mark goes with the run that completes,
 * since its row may still wait for children.
 */
@NullMarked
@CheckReturnValue
package dev.minion.ledger.state;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
