package dev.minion.ledger.migration;

/**
 * A change that was applied or taken back.
 *
 * @param at in UTC
 * @param direction up or down
 * @param by the user of the database
 */
record Move(String at, String direction, String change, String by) {}
