@NullMarked
package dev.minion.coordinator.bulk;

import org.jspecify.annotations.NullMarked;
