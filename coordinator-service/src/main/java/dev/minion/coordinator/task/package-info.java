/**
 * What becomes of a task that exists: read it, wait for it, watch it, change it, explain it.
 *
 * <p><b>Waiting.</b> Whoever waits is entered in the watch list first, and reads the ledger second;
 * so a change that is accepted between the two is not missed. A record on {@code tasks.outcomes}
 * then says <i>that</i> a task changed, and the ledger is asked <i>what</i> it is now, many tasks a
 * call. The record may be lost (the feed keeps no position), so that what is watched is read again
 * every two seconds: late, but true.
 *
 * <p><b>Never backwards.</b> The ledger does not write {@code assigned}: that a task was sent to a
 * worker is known to the scheduler that sent it. An answer shows {@code assigned} only in place of
 * {@code ready}, and only for the very attempt that was sent.
 */
@NullMarked
@CheckReturnValue
package dev.minion.coordinator.task;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
