/** Micro-benchmarks of the choice of workers, beside what they measure. */
@NullMarked
package dev.minion.coordinator.pool.core;

import org.jspecify.annotations.NullMarked;
