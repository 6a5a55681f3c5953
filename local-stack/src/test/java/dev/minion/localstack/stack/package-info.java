/** The stack as real processes, without the services, which have tests of their own. */
@NullMarked
package dev.minion.localstack.stack;

import org.jspecify.annotations.NullMarked;
