/**
 * Postgres, Redis and Kafka as processes of this machine, started from the artifacts of the package
 * registry.
 *
 * <p>A server is started as a process of its own. With {@link
 * dev.minion.localstack.Lifetime#DETACHED} it belongs to a session without a terminal and outlives
 * the command that started it; with {@link dev.minion.localstack.Lifetime#WITH_PARENT} the kernel
 * kills it as soon as the JVM that started it is gone, even when that was a {@code kill -9}.
 *
 * <p><b>Never the wrong process.</b> What we stop, we know by its pid <em>and</em> the moment it
 * was started: {@link dev.minion.localstack.ProcessMark}. A pid file that survived a crash or a
 * reboot may name a pid that by now belongs to someone else; the mark then does not fit and the
 * process counts as gone.
 *
 * <p><b>Ready means that it answers.</b> Every server is asked in its own protocol: Postgres with a
 * startup message, Redis with PING, Kafka with a metadata request in which a broker must appear. A
 * log line or an open port says less.
 */
@NullMarked
package dev.minion.localstack;

import org.jspecify.annotations.NullMarked;
