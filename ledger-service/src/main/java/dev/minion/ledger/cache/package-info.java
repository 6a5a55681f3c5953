/**
 * Tasks at hand, for a ledger of type {@code hybrid}: a bounded cache before the rows.
 *
 * <p>Three things must not happen. <b>A reading must not put back what a change has made old:</b> a
 * {@link dev.minion.ledger.cache.Reading} notes, before it asks Postgres, how many changes were
 * heard of in the stripes of its tasks; what it found is kept only where that is still so. So no
 * mark has to stay for each change, and a removed task needs none either. <b>A change must not pass
 * unheard:</b> a replica drops what it has itself committed before it answers; of the other
 * replicas' changes it hears on tasks.outcomes, and on ledger.changes of those that nobody else is
 * told of. Until it hears both it keeps nothing; each time it begins to hear them anew it forgets
 * everything. A record that is lost, for those topics are wake-up calls, leaves an old state for
 * the time to live. <b>Nobody may see a task go back:</b> between a commit and its record another
 * replica still has the old state. Who has seen a newer one says so with its call, and a state that
 * is older is not given but read.
 *
 * <p>With another type there is {@link dev.minion.ledger.cache.NothingKept}, and nothing is heard.
 */
@NullMarked
package dev.minion.ledger.cache;

import org.jspecify.annotations.NullMarked;
