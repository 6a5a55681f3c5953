/**
 * The change feed, as clients see it: pages, long polls and streams of what becomes of all tasks of
 * a namespace, in the ledger's order.
 *
 * <p>A client's place is the cursor, and nothing is remembered of it here. Whoever has caught up
 * and waits for more is a follower: while there is one, the ledger is asked again and again whether
 * it has anything new, once for all of them, and each reads its own pages when it has. Nothing is
 * asked while nobody follows.
 */
@NullMarked
@CheckReturnValue
package dev.minion.coordinator.change;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
