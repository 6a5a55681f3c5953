/** The built-in handlers held against their limits, with real servers and programs. */
@NullMarked
package dev.minion.worker.handler;

import org.jspecify.annotations.NullMarked;
