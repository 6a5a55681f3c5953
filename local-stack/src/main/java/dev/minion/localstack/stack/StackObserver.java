package dev.minion.localstack.stack;

import java.time.Duration;

/** Is told what a stack does; called from several threads. */
public interface StackObserver {

    /** Hears nothing. */
    StackObserver SILENT = new StackObserver() {};

    /** A process was started and is not ready yet. */
    default void starting(String name) {}

    /** A process answers; with the time since it was started. */
    default void ready(String name, Duration took) {}

    /** A process is asked to end. */
    default void stopping(String name) {}

    /** A process is gone. */
    default void stopped(String name) {}
}
