/**
 * Messages between agents: sent to one agent, or to all of a role or capability; kept in inboxes
 * until they are acknowledged; expired where nobody comes for them.
 *
 * <p><b>Order.</b> A sender takes the next position of the conversation by an upsert of its row,
 * and holds that row until the commit. So positions rise in the order in which messages become
 * visible, without gaps: who has seen position 7 will never be shown a new 6. The sequence number
 * is taken under the same lock; it agrees with the positions of every conversation, and orders what
 * an inbox or a list shows of several. Between conversations there is no promise: a message may
 * become visible after one with a greater number. An inbox goes by what is not acknowledged, and so
 * misses nothing.
 *
 * <p><b>Once.</b> The id is the caller's, so that a call with an unknown outcome can be made again
 * (law 2), and an idempotency key is unique in its namespace. A message that turns out to be there
 * already is found by the insert that does nothing; the transaction is rolled back, which gives the
 * position back, and the first message is answered.
 *
 * <p><b>Delivery.</b> One row for each recipient, each change one conditional statement: sent,
 * delivered (the inbox has answered it), and at the end read or failed. An inbox answers what is
 * not acknowledged again and again: at least once, so that an agent that dies with a message in its
 * hands finds it when it comes back. What is still sent when its time is over fails with the reason
 * {@code expired}.
 *
 * <p><b>Waking.</b> After the commit a small record on {@code agent.messages} names the recipients;
 * it may be lost, since those who wait also look for themselves.
 */
@NullMarked
@CheckReturnValue
package dev.minion.ledger.message;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
