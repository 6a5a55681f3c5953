@NullMarked
package dev.minion.dedup.redis;

import org.jspecify.annotations.NullMarked;
