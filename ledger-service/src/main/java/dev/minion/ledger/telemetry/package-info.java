/** What this replica counts while it works: outcomes, refusals, and the last minute's latencies. */
@NullMarked
package dev.minion.ledger.telemetry;

import org.jspecify.annotations.NullMarked;
