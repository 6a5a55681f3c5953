package dev.minion.worker.handler;

import java.util.Map;

/** A process of its own that runs one sleeping program, until a test kills it. */
final class ShortLivedWorker {

    private ShortLivedWorker() {}

    /** Takes the seconds to sleep. */
    public static void main(String[] arguments) throws Exception {
        ExecSettings settings =
                Settings.of(
                        ExecSettings.class,
                        Map.of("minion.handlers.exec.allowed", "sleep=/usr/bin/sleep"));
        Attempt attempt =
                Attempt.of("{'command': 'sleep', 'args': ['%s']}".formatted(arguments[0]));
        new ExecHandler(settings, new Programs(settings)).run(attempt);
    }
}
