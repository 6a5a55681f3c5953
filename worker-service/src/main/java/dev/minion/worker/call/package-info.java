/**
 * Calls of coordinators that wait for the ends of what they assigned (docs/decisions/0018). Nothing
 * depends on them: what is not told here is told by the log, and all of it is told there again.
 */
@NullMarked
package dev.minion.worker.call;

import org.jspecify.annotations.NullMarked;
