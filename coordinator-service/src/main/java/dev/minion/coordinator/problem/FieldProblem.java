package dev.minion.coordinator.problem;

/**
 * What is wrong with one place of a request.
 *
 * @param pointer where, as RFC 6901
 */
public record FieldProblem(String pointer, String detail) {}
