package dev.minion.localstack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** How a process is tied to the JVM that starts it, or cut loose from it. */
final class Launching {

    /**
     * The kernel counts a parent's death by thread, so children that shall die with us are started
     * from a thread that lives as long as the JVM.
     */
    private static final ExecutorService STARTER =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("process-starter").factory());

    private static final Set<ManagedProcess> KILLED_AT_EXIT = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> KILLED_AT_EXIT.forEach(ManagedProcess::kill),
                                "servers-down"));
    }

    private Launching() {}

    /**
     * The command with what gives it the lifetime in front. Without that tool (it is part of every
     * Linux, and of no other system) one that shall die with us is left to the shutdown hook; and a
     * detached process without a {@link Session} still outlives us, though not a Ctrl-C in the
     * terminal.
     */
    static List<String> wrapped(List<String> command, Lifetime lifetime) {
        List<String> all = new ArrayList<>();
        if (lifetime == Lifetime.WITH_PARENT && Programs.has("setpriv")) {
            all.addAll(List.of("setpriv", "--pdeathsig", "KILL"));
        }
        all.addAll(command);
        return all;
    }

    static Process start(ProcessBuilder builder, Lifetime lifetime)
            throws IOException, ExecutionException {
        if (lifetime == Lifetime.DETACHED) {
            return builder.start();
        }
        try {
            return STARTER.submit(builder::start).get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    static void killAtExit(ManagedProcess process) {
        KILLED_AT_EXIT.add(process);
    }

    /** Sends a signal that the JDK has no method for. */
    static void signal(ProcessMark mark, String signal) {
        if (!mark.alive()) {
            return;
        }
        try {
            Process kill =
                    new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + mark.pid())
                            .redirectErrorStream(true)
                            .start();
            kill.waitFor();
        } catch (IOException failed) {
            throw new StackException("No signal can be sent to process " + mark.pid(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
