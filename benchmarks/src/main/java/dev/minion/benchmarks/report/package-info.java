/** How the figures are told: to people as a table, to programs as one JSON object. */
@NullMarked
package dev.minion.benchmarks.report;

import org.jspecify.annotations.NullMarked;
