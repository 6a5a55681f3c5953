@NullMarked
package dev.minion.dedup.mark;

import org.jspecify.annotations.NullMarked;
