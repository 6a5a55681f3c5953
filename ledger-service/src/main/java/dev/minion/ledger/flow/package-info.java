/**
 * Limits of keys: who may begin.
 *
 * <h2>Why the ledger counts</h2>
 *
 * A coordinator knows what it has sent out, but not what the one before it sent in its last moment,
 * and one that has stood still does not know that it is not the owner any more. So a task whose key
 * has a limit is marked as assigned before its command goes out, and the ledger grants the mark: it
 * holds the key's lock, counts what is assigned or running, and marks no more than may be. That is
 * right whoever asks, and however many do. A slot is nothing but such a row: it is free when the
 * row says so, and cannot leak.
 *
 * <p>An attempt that is released counts no more, though its worker, cut off from everything, may
 * still be at it: the limit is one of attempts that hold the fence.
 *
 * <p>Tasks without limits never come here.
 */
@NullMarked
@CheckReturnValue
package dev.minion.ledger.flow;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
