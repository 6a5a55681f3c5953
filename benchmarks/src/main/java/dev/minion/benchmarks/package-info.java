/**
 * The load driver behind {@code ./minion bench}: plain Java over the public REST interface of a
 * running suite.
 *
 * <p>What is measured is the suite, and the driver shares its machine. So the driver is frugal: one
 * thread, bodies made once, answers not parsed where their length says enough. What it costs all
 * the same stands in the figures as the process {@code driver}.
 *
 * <p>Everything is bounded: a workload by its count of tasks, each part by {@code --timeout}.
 */
@NullMarked
package dev.minion.benchmarks;

import org.jspecify.annotations.NullMarked;
