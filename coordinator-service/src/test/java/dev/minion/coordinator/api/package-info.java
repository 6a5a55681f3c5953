/** The public interface as a client meets it. */
@NullMarked
package dev.minion.coordinator.api;

import org.jspecify.annotations.NullMarked;
