/**
 * What is measured.
 *
 * <p><b>W1</b>: tasks in batches, and <b>W1s</b>: one request a task, both until every task is
 * recorded complete. How is that known exactly, and at little cost? All tasks of a part carry a
 * {@code session_id} of their own. When the last submission is acknowledged, the driver long-polls
 * the last tasks it has ids of; that costs the suite nothing while they run. Then it asks the
 * ledger to count the completed tasks of the session until the count is that of the submitted ones,
 * which takes a few queries. The clock stops when the full count has arrived, so the rate includes
 * the counting and errs on the low side.
 *
 * <p><b>W4</b>: graphs of three tasks, each after the other, as W1; <b>cold</b>: W1 before anything
 * else was asked of the suite.
 *
 * <p><b>W2</b>: one task at a time; the clock runs from before the submission until the answer of a
 * long poll shows the task completed. <b>W2c</b>: the submission waits itself. <b>W4s</b>: the same
 * with a graph, to its last task.
 *
 * <p>Two that take minutes and are done once are told where they are written: {@link
 * dev.minion.benchmarks.workload.Backlog} and {@link dev.minion.benchmarks.workload.Overload}.
 */
@NullMarked
package dev.minion.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
