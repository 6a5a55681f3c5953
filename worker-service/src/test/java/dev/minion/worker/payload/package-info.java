@NullMarked
package dev.minion.worker.payload;

import org.jspecify.annotations.NullMarked;
