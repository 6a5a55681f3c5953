package dev.minion.ledger.backup;

import java.util.List;

/**
 * What was acknowledged after a backup, and is gone with its restore.
 *
 * @param missing tasks that the backup does not have
 * @param older tasks that it has in an older state
 * @param messages messages that it does not have
 * @param first lines for people about the first of the tasks
 */
record Loss(long missing, long older, long messages, List<String> first) {}
