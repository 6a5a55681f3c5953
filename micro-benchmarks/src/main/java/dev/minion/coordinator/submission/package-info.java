/** Micro-benchmarks of submissions, beside what they measure. */
@NullMarked
package dev.minion.coordinator.submission;

import org.jspecify.annotations.NullMarked;
