package dev.minion.dedup.mark;

import java.time.Duration;

/**
 * A key whose task the ledger has committed.
 *
 * @param timeToLive how long the mark is kept; never longer than the ledger keeps the key
 */
public record Commitment(KeyName name, Mark.Committed mark, Duration timeToLive) {}
