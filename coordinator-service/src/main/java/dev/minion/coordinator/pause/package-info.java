/**
 * What is paused beyond single tasks, and the rules by which something is. The ledger keeps both;
 * here requests are read, and pauses and rules told of.
 */
@NullMarked
@CheckReturnValue
package dev.minion.coordinator.pause;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
