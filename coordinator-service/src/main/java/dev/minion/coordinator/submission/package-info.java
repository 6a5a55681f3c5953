/**
 * How work comes in: parse, check, hand to the ledger, answer.
 *
 * <p>A body becomes drafts, one for each task: sound, or faulty with its problem. The sound ones go
 * to the ledger as one submission, together with whatever other clients have sent meanwhile
 * (natural batching), and nobody gets an answer before the ledger's commit (law 2). The ids are
 * made here, so that a call whose outcome is unknown can be made again and gives the same tasks.
 *
 * <p><b>Idempotency.</b> The ledger's unique key decides, always. The hash of a payload is taken
 * over the parsed tasks in the order they came, so that white space and the order of members do not
 * make another payload, and REST and gRPC agree. Dedup is asked first for a lone task only, since
 * there its answer saves the ledger an insertion; a batch's items go straight to the ledger, which
 * tells of replayed ones at the price of the insertion it tries anyway.
 */
@NullMarked
@CheckReturnValue
package dev.minion.coordinator.submission;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
