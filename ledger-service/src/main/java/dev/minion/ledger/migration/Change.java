package dev.minion.ledger.migration;

import org.jspecify.annotations.Nullable;

/**
 * A change of the schema.
 *
 * @param appliedAt in UTC; null where it is missing
 */
record Change(String id, @Nullable String appliedAt) {}
