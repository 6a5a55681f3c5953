@NullMarked
package dev.minion.dedup.statistics;

import org.jspecify.annotations.NullMarked;
