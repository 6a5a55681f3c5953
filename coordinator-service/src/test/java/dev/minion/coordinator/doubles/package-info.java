/** The services behind the coordinator, as doubles in this process. */
@NullMarked
package dev.minion.coordinator.doubles;

import org.jspecify.annotations.NullMarked;
