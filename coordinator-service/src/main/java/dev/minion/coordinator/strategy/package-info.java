/**
 * Which strategy chooses the workers, and what was learned of them, beyond the life of a process.
 *
 * <p>Both are kept in the coordinator's own keys of Redis, {@code coordinator:*}. Neither is needed
 * to run a task: a coordinator that cannot read them goes by its environment and begins unlearned,
 * says so, and asks again; one that cannot write goes on with what it has.
 *
 * <p>The choice has a version that rises with each change. Every coordinator reads it every two
 * seconds and puts a newer one in force. Redis may be emptied at any moment: then the coordinators
 * that run put the choice back, with its version.
 *
 * <p>Every coordinator learns from the outcomes of all tasks, so they know much the same. Each
 * writes what it knows every few seconds and when it ends, to the same key; the last one stands. A
 * coordinator writes nothing before it has read what is there.
 */
@NullMarked
@CheckReturnValue
package dev.minion.coordinator.strategy;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
