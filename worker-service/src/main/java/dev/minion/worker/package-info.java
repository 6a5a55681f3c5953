/** The worker: takes assignments, runs handlers, reports, and owns nothing durable. */
@NullMarked
package dev.minion.worker;

import org.jspecify.annotations.NullMarked;
