/** Whether the suite is still about as fast as it was, whatever the machine is worth. */
@NullMarked
package dev.minion.systemtests.speed;

import org.jspecify.annotations.NullMarked;
