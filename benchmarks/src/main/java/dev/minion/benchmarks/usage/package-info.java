/**
 * What processes use, as {@code /proc} tells: CPU in ticks of 10 ms, user and system together, with
 * that of children that have ended; memory as the resident set. Postgres is a tree of processes
 * that share memory, so of a tree what its members share is counted once.
 */
@NullMarked
package dev.minion.benchmarks.usage;

import org.jspecify.annotations.NullMarked;
