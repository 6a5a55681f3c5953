/**
 * What the machine is worth, whatever runs on it.
 *
 * <p>Rates of two machines, or of one machine at two times, cannot be compared; ratios of a rate to
 * what the machine does with fixed work at the same time can, about. The fixed work is of the kind
 * that the suite does: arithmetic over bytes, small objects in hash tables, and small appends that
 * are forced to the disk.
 */
@NullMarked
package dev.minion.benchmarks.machine;

import org.jspecify.annotations.NullMarked;
