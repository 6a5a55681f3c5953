/**
 * Messaging within one process: for tests, and for trials that need no broker. Nothing survives it.
 */
@NullMarked
package dev.minion.messaging.memory;

import org.jspecify.annotations.NullMarked;
