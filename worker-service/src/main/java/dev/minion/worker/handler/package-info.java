/**
 * What runs a task: the {@link dev.minion.worker.handler.Handler} interface, and the built-in
 * handlers. A handler is a bean of one small class; docs/handlers.md shows how to write one.
 */
@NullMarked
package dev.minion.worker.handler;

import org.jspecify.annotations.NullMarked;
