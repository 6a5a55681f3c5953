/**
 * Moves a ledger from one database to another while work goes on (requirement L8). Needs nothing
 * but the two databases, and runs without the service; what is here may block.
 *
 * <p><b>Slices.</b> A table is worked through in slices of some ten thousand rows: ranges of its
 * key where that is a number or a UUID, and residues of a hash of the key elsewhere, for texts may
 * have another order in the other database. The first pass writes each slice into the empty target
 * in one transaction together with the place where it goes on, so that a copy that is killed goes
 * on there, and nothing is doubled.
 *
 * <p><b>Catching up.</b> No index of the ledger tells what has changed, and none is made for it:
 * each further pass counts and hashes every slice in both databases. Where they differ, it hashes
 * some thousand parts of the slice, and writes those parts anew that differ. So it sees what was
 * created, changed and removed alike, and whatever else has come into the target. Each pass finds
 * less than the one before, until it finds no more than what changes during a pass.
 *
 * <p><b>The end.</b> When no ledger is connected any more, the source is locked against writes for
 * the last pass. What that counts and hashes of each table, in each database for itself, is the
 * comparison: only where all of it agrees is the target made a ledger. It begins a new epoch, as
 * after a restore: what workers still report to the old ledger, or in its name, is not believed.
 *
 * <p><b>The target meanwhile</b> has no foreign keys and no unique indexes besides the primary
 * keys, for its rows are of different moments. They are made again at the end, and with them
 * Postgres holds the rows against each other once more. A ledger that is started on it does not get
 * ready: see {@link dev.minion.ledger.migration.InstalledSchema#COPY}.
 */
@NullMarked
package dev.minion.ledger.copy;

import org.jspecify.annotations.NullMarked;
