/**
 * The messaging contract: what the services need of a log of records, and nothing that one protocol
 * has and another cannot give.
 *
 * <p>A {@link dev.minion.messaging.Publisher} makes batches durable. A subscription hands batches
 * to a {@link dev.minion.messaging.BatchHandler}, one at a time, in the order of each partition,
 * and moves its position only after the handler's stage has completed: a crash in between means
 * that the batch comes again (at least once). A handler that fails gets the same batch again after
 * a pause; what can never succeed is the handler's to park ({@link
 * dev.minion.messaging.DeadLetters}), so that poison never blocks. While a handler works, the
 * subscription stays a living member of its group, however long that takes.
 */
@NullMarked
@CheckReturnValue
package dev.minion.messaging;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
