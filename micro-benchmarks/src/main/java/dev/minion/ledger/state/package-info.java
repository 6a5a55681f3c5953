/** Micro-benchmarks of the state machine, beside what they measure. */
@NullMarked
package dev.minion.ledger.state;

import org.jspecify.annotations.NullMarked;
