package dev.minion.coordinator.json;

import dev.minion.contracts.FailureCode;

/**
 * What is wrong with one place of a request.
 *
 * @param pointer where, as RFC 6901; empty for the whole
 */
public record Fault(FailureCode code, String pointer, String detail) {}
