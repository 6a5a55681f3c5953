/**
 * Scenarios over the packaged suite: real processes, real servers, real kills.
 *
 * <p>One stack is started for the whole JVM, below {@code target/} and on ports of its own, so that
 * a user's stack may run beside it ({@link dev.minion.systemtests.suite.SharedStack}). A test works
 * in a namespace or session of its own and leaves the stack whole.
 */
@NullMarked
package dev.minion.systemtests;

import org.jspecify.annotations.NullMarked;
