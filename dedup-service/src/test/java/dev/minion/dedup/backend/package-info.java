@NullMarked
package dev.minion.dedup.backend;

import org.jspecify.annotations.NullMarked;
