/** The stack that all scenarios share, and the ways to talk to it. */
@NullMarked
package dev.minion.systemtests.suite;

import org.jspecify.annotations.NullMarked;
