package dev.minion.dedup.mark;

/** An idempotency key of a namespace. */
public record KeyName(String namespace, String key) {}
