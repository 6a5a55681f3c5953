/**
 * Messages between agents, as clients see them: send, history, inbox, acknowledgement, live stream.
 *
 * <p><b>Waiting.</b> As in {@code task}: whoever waits at an inbox is entered first and reads the
 * ledger second, a record on {@code agent.messages} says <i>that</i> there is something new, and
 * the ledger is asked <i>what</i>. The topic is listened to from the first who waits on. A record
 * may be lost, so that each inbox with somebody waiting is read again every ten seconds.
 *
 * <p><b>Streams.</b> A stream shows what the inbox shows: the oldest messages that are not
 * acknowledged, up to {@link dev.minion.contracts.Limits#INBOX_MESSAGES} at a time, each one once.
 * Acknowledging makes room for more. So a stream needs no position: one that breaks is opened again
 * and shows what is still unread.
 */
@NullMarked
@CheckReturnValue
package dev.minion.coordinator.message;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
