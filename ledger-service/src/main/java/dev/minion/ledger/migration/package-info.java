/**
 * Brings the schema {@code ledger} to the version of this program, at start, before anything else
 * touches it.
 *
 * <p>Several replicas may start at once. They queue at a Postgres advisory lock, which is handed on
 * the moment its holder is done or dead, and within it Liquibase takes its own lock as always. So a
 * Liquibase lock that is found taken while holding the advisory lock was left by a process that was
 * killed, and is taken back at once instead of after minutes. A Postgres that is not there yet is
 * waited for: the service starts, and is not ready.
 *
 * <p>{@link dev.minion.ledger.migration.MigrateCommand} does the same by hand, in both directions,
 * for a database whose ledgers stand still.
 */
@NullMarked
package dev.minion.ledger.migration;

import org.jspecify.annotations.NullMarked;
