/**
 * JSON as this service reads and writes it: one strict pass over bytes, no tree.
 *
 * <p>A request's body is read once. What belongs to the user ({@code input}, {@code metadata},
 * {@code output}) is never turned into objects: it is checked (nesting, U+0000, names given twice)
 * while the pass goes over it, and then cut out of the body as the bytes it came as. The pass goes
 * on after a fault, so that a client learns of several at once; only text that is not JSON ends it.
 */
@NullMarked
package dev.minion.coordinator.json;

import org.jspecify.annotations.NullMarked;
