package dev.minion.localstack.stack;

import java.util.List;

/**
 * One process of the stack as the operating system and its own answer describe it.
 *
 * @param name such as {@code coordinator}
 * @param state what is true of it now
 * @param pid 0 when it does not run
 * @param ports on 127.0.0.1, the main one first
 * @param memoryBytes of the process and its children; 0 when it does not run
 * @param log where its output is
 */
public record ComponentStatus(
        String name, State state, long pid, List<Integer> ports, long memoryBytes, String log) {

    public ComponentStatus {
        ports = List.copyOf(ports);
    }

    /** What can be said of a process. */
    public enum State {
        /** It runs and answers that it can do its job. */
        RUNNING,
        /** It runs and a command that starts it is still waiting for its first answer. */
        STARTING,
        /** It runs but does not answer, or answers that it cannot do its job. */
        UNREADY,
        /** It ended without being asked to. */
        DEAD,
        /** It was not started, or was stopped. */
        STOPPED
    }
}
