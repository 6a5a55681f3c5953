@NullMarked
package dev.minion.dedup;

import org.jspecify.annotations.NullMarked;
