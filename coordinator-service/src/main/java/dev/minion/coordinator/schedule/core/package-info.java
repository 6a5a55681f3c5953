/**
 * The rules of scheduling: pure, for one thread, without clock, randomness or I/O. Times are
 * nanoseconds on a monotonic clock that began at 0.
 *
 * <h2>The fence</h2>
 *
 * The ledger gives every release of a task a fence (epoch, attempt) that only rises. Whoever holds
 * the highest one may report; what others report is refused. So nothing here has to be certain: to
 * assign twice, to release what still runs, to hear nothing for a while costs work, never truth.
 * The rules below compare fences and believe the higher one. A worker that names an attempt whose
 * fence has passed is told to stop it.
 *
 * <h2>The window</h2>
 *
 * For each owned partition at most so many ready tasks are held, of each queue (namespace and key)
 * the first in the order of priority and age. What did not fit is not forgotten: its rank becomes
 * the queue's <em>frontier</em>, and nothing of the queue behind the frontier may enter until a
 * page of the ledger has brought what stood there. Strict priority therefore holds over a backlog
 * of any length, and a fresh record has no shorter way in than an old one (law 13). The queue that
 * holds most of a full window gives way to whoever comes. A sweep goes through all queues of a
 * partition in the ledger, by their numbers, every few seconds. Tasks of a type that no living
 * worker runs may fill a quarter of a window; of the others a pass looks only at types that have a
 * free worker, and there at the first in order, so it costs what it assigns.
 *
 * <h2>Fairness</h2>
 *
 * Within a priority the namespace with the smallest start is next, within it the queue with the
 * smallest start, and within that the oldest task. Being served moves a start on by one over the
 * weight; who comes back after a while begins where the others are. The lines in which they stand
 * are sorted, by type and priority, and sorted anew when a start moves: it is the same start for
 * all types.
 *
 * <h2>Limits</h2>
 *
 * A queue that is at its limit stands in no line. Its attempts are counted where they enter and
 * leave the map of what is under way, nowhere else. The count is a guess that saves questions: what
 * is sent of such a queue, the ledger grants first (docs/decisions/0020), and an audit makes the
 * count the ledger's.
 *
 * <h2>Pauses</h2>
 *
 * Nothing is assigned before the ledger has told what is paused. A paused type counts as one that
 * no living worker runs, and a paused queue is held as by its limits; of both a window takes a
 * quarter at most, and what was turned away is asked for when the pause has ended. What is under
 * way goes on, and nobody is cancelled for a task that a pause keeps waiting. Every coordinator
 * hears all outcomes, counts those that a rule is for, and asks for the pause where too many have
 * failed: the ledger makes one of it ({@code ErrorRates}).
 *
 * <h2>An attempt's life</h2>
 *
 * <pre>
 *   window --assign--&gt; UNCONFIRMED --named by a heartbeat--&gt; CONFIRMED --outcome--&gt; gone
 *     ^  ^                  |    \                                 |
 *     |  +--pause-- PAUSED &lt;+     +----- too long unnamed ---------+--&gt; RELEASING --&gt; gone, and
 *     |          (not published)                                        with the next fence back
 *     +-----------------------------------------------------------------------+    in the window
 * </pre>
 *
 * <h2>Recovery</h2>
 *
 * <ul>
 *   <li>A record of tasks.ready was lost: the owner reads from the ledger, every few seconds, what
 *       it does not hold.
 *   <li>An assignment was lost: nobody names it in time, the ledger issues the next attempt, no
 *       retry is burned.
 *   <li>A worker died: its lease ends, its attempts are released with jitter and a limit per tick
 *       (law 13); only those it had named count as crashes (law 8).
 *   <li>An outcome was lost: the worker no longer names the attempt, the release is refused as
 *       stale, the slot is free.
 *   <li>The ledger was away: a release that failed waits its whole time again, because the outcome
 *       may lie unfolded in the log.
 *   <li>The log was away, or this process stood still: everybody is silent, which proves nothing.
 *       Deadlines stand still until a heartbeat or a probe of our own went through, and then begin
 *       anew ({@code Link}).
 *   <li>A partition changed its owner: the new one asks the ledger what is open, listens to a round
 *       of heartbeats and takes over what they name, and only then assigns. What the old owner sent
 *       in its last moment has the same fence: the claim at dedup lets one run.
 * </ul>
 */
@NullMarked
@CheckReturnValue
package dev.minion.coordinator.schedule.core;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
