/**
 * Marks in Redis 7.0 or newer. Every call is one pipelined round trip of single-key commands.
 *
 * <p>Values: {@code p} and the owner's digest while pending; {@code c}, 16 bytes of task id and the
 * payload's hash once committed; the worker's id for a claim. {@code SET key value NX GET PX ttl}
 * sets where nothing is there and tells what was there, in one step; what was there is never
 * touched by it, so that a pending mark lives no longer than it was first given.
 */
@NullMarked
@CheckReturnValue
package dev.minion.dedup.redis;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
