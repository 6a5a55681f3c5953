package dev.minion.localstack;

/** How long a process lives that was started here. */
public enum Lifetime {
    /** Until it is stopped: it outlives the JVM that started it, and its terminal. */
    DETACHED,

    /** As long as the JVM that started it, however that one ends. */
    WITH_PARENT
}
