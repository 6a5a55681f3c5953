package dev.minion.ledger.migration;

/**
 * A change that a database has.
 *
 * @param checksum of its text, as Liquibase keeps it
 */
public record InstalledChange(String id, String checksum) {}
