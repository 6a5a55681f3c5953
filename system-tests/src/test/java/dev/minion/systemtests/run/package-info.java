/** What a newcomer does: the command and the example. */
@NullMarked
package dev.minion.systemtests.run;

import org.jspecify.annotations.NullMarked;
