/**
 * Tells what this worker is and what it runs: every interval, and at once when that matters. The
 * first heartbeat goes out after the subscription to commands has its position, so nothing assigned
 * is missed.
 */
@NullMarked
package dev.minion.worker.heartbeat;

import org.jspecify.annotations.NullMarked;
