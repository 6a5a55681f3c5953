/**
 * What can go wrong, done on purpose while work flows.
 *
 * <p>The method of all of them: a client submits a fixed amount of mixed work at a steady pace and
 * writes down each acknowledgement ({@link dev.minion.systemtests.faults.Workload}). What it hears
 * no answer to, it sends again with the same idempotency key. Meanwhile something is killed. Then a
 * checker reads everything back and asserts the invariants I1 to I5 of docs: acknowledged work is
 * there and ended once, nothing is there that nobody submitted, one key has one id ({@link
 * dev.minion.systemtests.faults.Checker}). A witness outside the ledger, the topic of changes, says
 * how often each task ended ({@link dev.minion.systemtests.faults.Endings}).
 */
@NullMarked
package dev.minion.systemtests.faults;

import org.jspecify.annotations.NullMarked;
