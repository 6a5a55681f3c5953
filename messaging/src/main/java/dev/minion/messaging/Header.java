package dev.minion.messaging;

/**
 * A record's header; the value is UTF-8. Instances with a constant value are meant to be shared.
 */
public record Header(String name, byte[] value) {}
