/**
 * Indexes that lists use where they are there, and that an operator adds and drops while work goes
 * on: each costs every task something, and only the operator knows which lists are asked for.
 *
 * <p><b>Adding.</b> First the table of all ranges gets the index, which is empty and not valid:
 * from then on a new range is made with its own part of it. Then the part of each range is built
 * concurrently and attached; with the last one Postgres declares the whole valid. All of that is
 * found in Postgres' catalog, and nothing else is kept: who is killed at it runs it again. A part
 * that was half built is dropped and built anew. A lock that writers would notice is waited for in
 * moments, again and again.
 *
 * <p><b>Dropping.</b> Ledgers look now and then which indexes are valid ({@link
 * dev.minion.ledger.index.ListIndexes}). An index that is to go is marked as leaving first, and
 * goes when they have looked once more: no list is left waiting for what has gone.
 */
@NullMarked
@CheckReturnValue
package dev.minion.ledger.index;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
