/**
 * Made-up tasks in any number, for trials of large tables: many namespaces, types, creators,
 * workers, sessions and workflow executions, some frequent and most rare, spread over past days.
 * Most have completed. The same seed makes the same tasks.
 *
 * <p>They are copied into the table by a program without the service, and counted with it.
 */
@NullMarked
@CheckReturnValue
package dev.minion.ledger.generation;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
