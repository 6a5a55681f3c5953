@NullMarked
package dev.minion.coordinator.routing;

import org.jspecify.annotations.NullMarked;
