/**
 * Runs attempts.
 *
 * <p>An attempt takes a slot before it is claimed and gives it back when two things have happened:
 * its thread has ended, and Kafka has acknowledged its last event. So a worker never runs more than
 * its capacity, and never forgets a result that nobody else knows; when Kafka is away, the slots
 * fill up and the worker stops taking work. What is in the register is what the heartbeats name.
 *
 * <p>An attempt that is cancelled or past its time is interrupted. It is reported at once when its
 * time is up; its slot stays taken until its thread really ends.
 */
@NullMarked
package dev.minion.worker.run;

import org.jspecify.annotations.NullMarked;
