/** What was measured, as numbers: pure arithmetic over times and counts. */
@NullMarked
package dev.minion.benchmarks.figures;

import org.jspecify.annotations.NullMarked;
