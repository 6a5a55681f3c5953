/**
 * How tasks hang together, for those who look: families of parents and children, and graphs of
 * dependencies. Reads only, level by level, each level one statement, and never more than a bounded
 * number of tasks; nothing here is on the path of a task.
 */
@NullMarked
@CheckReturnValue
package dev.minion.ledger.graph;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
