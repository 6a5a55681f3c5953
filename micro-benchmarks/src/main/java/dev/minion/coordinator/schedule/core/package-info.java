/** Micro-benchmarks of scheduling, beside what they measure. */
@NullMarked
package dev.minion.coordinator.schedule.core;

import org.jspecify.annotations.NullMarked;
