/**
 * What dedup remembers, and the port to whatever remembers it.
 *
 * <p>Two kinds of marks. An <b>idempotency mark</b> belongs to a key of a namespace. It is pending
 * from the moment a submission begins, with its owner and a short time to live, and becomes
 * committed, with the task's id and the payload's hash, only after the ledger's commit (law 6). The
 * dangerous error is not a forgotten mark, it is a false "seen": so a pending mark never becomes
 * anything but committed by its commit, taken back by its owner, or forgotten. A <b>claim</b>
 * belongs to one attempt of one task: the first worker that asks gets it, and gets it again when it
 * asks again. A coordinator may claim an attempt before it has chosen the worker, and give it up to
 * it.
 *
 * <p>Everything here may be forgotten at any moment: behind the marks stand the ledger's unique
 * keys, behind the claims its fences.
 */
@NullMarked
@CheckReturnValue
package dev.minion.dedup.mark;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
