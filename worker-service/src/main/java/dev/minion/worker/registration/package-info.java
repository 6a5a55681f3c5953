/** Who this worker is: its id, new at each start, what it can do and how much at once. */
@NullMarked
package dev.minion.worker.registration;

import org.jspecify.annotations.NullMarked;
