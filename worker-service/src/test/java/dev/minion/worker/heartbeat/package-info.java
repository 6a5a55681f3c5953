@NullMarked
package dev.minion.worker.heartbeat;

import org.jspecify.annotations.NullMarked;
