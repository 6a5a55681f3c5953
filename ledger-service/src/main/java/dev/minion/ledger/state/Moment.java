package dev.minion.ledger.state;

import java.util.random.RandomGenerator;

/**
 * What a decision takes from outside.
 *
 * @param nowUs microseconds since 1970
 * @param epoch the ledger's epoch, written into each fence that is issued
 * @param random for jitter
 */
public record Moment(long nowUs, int epoch, RandomGenerator random) {}
