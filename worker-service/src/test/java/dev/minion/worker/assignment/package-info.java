@NullMarked
package dev.minion.worker.assignment;

import org.jspecify.annotations.NullMarked;
