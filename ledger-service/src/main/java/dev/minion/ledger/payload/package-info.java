/**
 * Inputs and outputs that are too large to lie in their task's row: stored in chunks under the
 * SHA-256 of their bytes, once however many tasks have them.
 *
 * <h2>Moving</h2>
 *
 * <p>A payload moves in chunks, each by a call and a statement of its own, which may be repeated:
 * no transaction lasts as long as an upload, no message is as large as a payload, and what breaks
 * off goes on at any ledger. Few of these statements run at a time, so that large payloads never
 * hold the connections that everything else needs. The last call seals: it reads the chunks back,
 * one at a time, and compares them with the hash.
 *
 * <h2>Referring</h2>
 *
 * <p>A reference takes the place of the JSON in a task's row. In the same transaction {@link
 * dev.minion.ledger.payload.PayloadReferences} adds a row for it, read from the task as it was
 * written: a repeated call, a refused report or a stale one cannot add one too many. It goes with
 * the task. A reference to what is not sealed fails the transaction.
 *
 * <h2>Sweeping</h2>
 *
 * <p>A payload goes that nobody refers to and that nobody has asked for in a while. It is locked
 * first and looked at again then: who adds a reference holds it, too, and either comes first, and
 * it stays, or finds it gone, and is refused.
 */
@NullMarked
@CheckReturnValue
package dev.minion.ledger.payload;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
