/**
 * What is paused beyond single tasks: a type in all namespaces, a key, a namespace, or everything;
 * by hand, or by the rules that are kept here and that the coordinators go by.
 *
 * <h2>Who does what</h2>
 *
 * The ledger only keeps them. The coordinators ask for all that is in force every second, and send
 * nothing out that it covers. So a pause costs one row, however many tasks it covers, and nothing
 * is to be done with them when it ends.
 *
 * <h2>When a pause is over</h2>
 *
 * A pause with a time to end is over at that time: every read says so. A timer notes it in the row
 * a little later, and forgets what has ended long ago. Before a target is paused anew that note is
 * made up for, since there is one pause in force for each target.
 *
 * <h2>Queue timeouts</h2>
 *
 * The time in which a pause covers a ready task does not count. Nobody moves the tasks for that:
 * where the timer finds one that has waited too long by the clock, {@link
 * dev.minion.ledger.pause.PauseHistory} tells how much of it was paused.
 */
@NullMarked
@CheckReturnValue
package dev.minion.ledger.pause;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
