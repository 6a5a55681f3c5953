@NullMarked
package dev.minion.worker.call;

import org.jspecify.annotations.NullMarked;
