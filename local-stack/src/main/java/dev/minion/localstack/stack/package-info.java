/**
 * The whole suite on one machine: Postgres, Redis and Kafka, then the four services.
 *
 * <p>A {@link dev.minion.localstack.stack.LocalStack} is described by a {@link
 * dev.minion.localstack.stack.StackLayout} (directories, ports, lifetimes), so that the stack of a
 * test runs beside the stack of a user. Its state is what the operating system says: which of the
 * processes named by the pid files run, and which of them answer. Nothing else is remembered, so
 * nothing can be out of date.
 *
 * <p>One command at a time changes a stack; a lock on a file sees to it, and the kernel drops the
 * lock when its holder dies. A start that fails, or is interrupted, takes down what it has started
 * and nothing that ran before.
 */
@NullMarked
package dev.minion.localstack.stack;

import org.jspecify.annotations.NullMarked;
