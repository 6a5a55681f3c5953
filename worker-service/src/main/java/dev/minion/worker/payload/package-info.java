/**
 * Large inputs and outputs: what an assignment only refers to is loaded from the ledger before the
 * handler starts, and a large output is kept there before its report, which then refers to it. Both
 * happen on the attempt's own thread, within its time, while heartbeats go on; where the ledger is
 * away they wait for it. An upload that breaks off leaves nothing that the ledger does not sweep.
 */
@NullMarked
@CheckReturnValue
package dev.minion.worker.payload;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
