package dev.minion.localstack;

import java.time.Duration;

/** A server that runs as a process of this machine, on one port of 127.0.0.1. */
public interface LocalServer {

    /** How it is called in messages. */
    default String name() {
        return process().place().name();
    }

    /** The port on 127.0.0.1. */
    default int port() {
        return process().place().port();
    }

    /**
     * Starts it, preparing its data first where there are none; returns before it is {@link
     * #ready}. Does nothing when it runs already.
     *
     * @throws StackException when the port is taken or the program cannot be started
     */
    void start();

    /**
     * Waits until it answers in its own protocol.
     *
     * @throws StackException when it ends meanwhile, or the time is over; with the end of its log
     */
    default void ready(Duration timeout) {
        // As soon as there is one: it takes a third of what a start costs.
        boolean[] steppedBack = {false};
        process()
                .awaitAnswer(
                        timeout,
                        () -> {
                            steppedBack[0] = steppedBack[0] || process().optimiserStepsBack();
                            return answers();
                        });
    }

    /** Whether it answers in its own protocol just now. */
    boolean answers();

    /** Whether its process runs. */
    default boolean running() {
        return process().running();
    }

    /** Asks it to end in good order, and kills it when the time is over. */
    default void stop(Duration timeout) {
        process().stop(timeout);
    }

    /** Kills it and its children at once (SIGKILL), as a crash would. */
    default void kill() {
        process().kill();
    }

    /** The process behind it. */
    ManagedProcess process();

    /** Stops it, starts it and waits until it is ready. */
    default void restart() {
        stop(Duration.ofSeconds(20));
        start();
        ready(Duration.ofSeconds(60));
    }
}
