@NullMarked
package dev.minion.dedup.memory;

import org.jspecify.annotations.NullMarked;
