/**
 * The commands behind {@code ./minion}.
 *
 * <p>Towards a stack they speak the public REST interface and nothing else; the stack on this
 * machine is started and stopped through {@code local-stack}. What goes wrong is one sentence on
 * the error stream and an exit code, never a stack trace.
 */
@NullMarked
package dev.minion.cli;

import org.jspecify.annotations.NullMarked;
