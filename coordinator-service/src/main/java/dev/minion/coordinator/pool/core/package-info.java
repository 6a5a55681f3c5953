/**
 * The workers as the rules see them: pure, without clock, thread or I/O; lots are drawn from a
 * generator that is handed in. Times are nanoseconds on a monotonic clock that began at 0.
 *
 * <h2>Whose slot is it?</h2>
 *
 * A worker has {@code capacity} slots and several coordinators want them. There is no lock and no
 * counter that they share. Slot {@code i} of worker {@code w} belongs to the task partition {@code
 * (hash(w) + i) mod P}, and a coordinator may fill the slots of the partitions it owns. So any two
 * coordinators agree without talking, and what one loses in a rebalance the other gains.
 *
 * <p>That alone would leave slots idle where the work is uneven. Therefore a coordinator also
 * borrows: of the slots of others that the last <em>two</em> heartbeats both showed idle it takes
 * half, at least one. Half, because the others may borrow at the same moment; two, because one
 * heartbeat may have been sent in the instant between two tasks. What goes wrong nevertheless is
 * the worker's to refuse: it answers {@code Returned}, which costs no retry, and the coordinator
 * then stays at what it has there until the next heartbeat ({@link
 * dev.minion.coordinator.pool.core.Worker#refused}).
 *
 * <p>Nothing is counted that could leak (law 9). What this coordinator holds is the size of a map.
 * What others hold ({@code foreign}), and what still runs there under a fence that has passed
 * ({@code strays}), is counted anew from every heartbeat: a mistake lives for one interval.
 *
 * <h2>Who is alive?</h2>
 *
 * A lease begins when a heartbeat <em>arrives</em> and is measured on this machine's monotonic
 * clock; clocks of two machines are never compared. Two missed heartbeats make a worker suspect: it
 * gets no new work and keeps what it has. After the lease it is dead, and its attempts are
 * released. A dead worker that is heard again (it was paused) is alive again, with its old attempts
 * fenced.
 *
 * <h2>Who is preferred?</h2>
 *
 * A strategy gives each worker that could take a task of a type a rank, and the lowest goes first.
 * Ranks differ from type to type and change with every outcome, so no order is kept between
 * decisions: the first task of a type in a pass ranks all workers with a free slot ({@link
 * dev.minion.coordinator.pool.core.Ranking}), and those that follow take from that heap. A flood,
 * which comes in large passes, pays one look for hundreds of tasks; where few workers have a free
 * slot, which is when much waits, a look is short. A sorted set for each type would be put in order
 * at every change of a worker, for each type that it can do.
 *
 * <p>Whoever fails at a type gets none of it for a while ({@link
 * dev.minion.coordinator.pool.core.Breakers}): it is left out where a ranking is made, and put out
 * of one with its trial.
 *
 * <p>What strategies learn by comes with outcomes that are heard anyway ({@link
 * dev.minion.coordinator.pool.core.Quality}). It fades, and what is not known is taken for good: so
 * no strategy needs a share of tasks to explore with, and none forgets a worker for ever.
 */
@NullMarked
@CheckReturnValue
package dev.minion.coordinator.pool.core;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
