package dev.minion.localstack;

import java.time.Duration;

/** A server that runs as a process of this machine, on one port of 127.0.0.1. */
public interface LocalServer {

    /** How it is called in messages. */
    String name();

    /** The port on 127.0.0.1. */
    int port();

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
    void ready(Duration timeout);

    /** Whether it answers in its own protocol just now. */
    boolean answers();

    /** Whether its process runs. */
    boolean running();

    /** Asks it to end in good order, and kills it when the time is over. */
    void stop(Duration timeout);

    /** Kills it and its children at once (SIGKILL), as a crash would. */
    void kill();

    /** The process behind it. */
    ManagedProcess process();

    /** Stops it, starts it and waits until it is ready. */
    default void restart() {
        stop(Duration.ofSeconds(20));
        start();
        ready(Duration.ofSeconds(60));
    }
}
