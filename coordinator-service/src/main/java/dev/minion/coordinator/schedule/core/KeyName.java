package dev.minion.coordinator.schedule.core;

/** A key of a namespace. */
public record KeyName(String namespace, String key) {}
