package dev.minion.localstack;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A session without a terminal, for processes that outlive this JVM: a shell that leads it starts
 * them, and ends with us.
 *
 * <p>All of them share one, because Linux may divide the processors among sessions first and among
 * threads after that (autogroups): a thread of low priority would then stand aside for those of its
 * own session only.
 */
final class Session {

    private static @Nullable Session ours;

    private final BufferedWriter commands;
    private final BufferedReader answers;

    private Session() throws IOException {
        Process shell =
                new ProcessBuilder("setsid", "/bin/sh")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        commands = shell.outputWriter();
        answers = shell.inputReader();
    }

    /** Whether this system can have one. */
    static boolean possible() {
        return Programs.has("setsid");
    }

    /** That of this JVM. */
    static synchronized Session ours() throws IOException {
        Session session = ours == null ? new Session() : ours;
        ours = session;
        return session;
    }

    /**
     * Starts a process with its output appended to a file, and nothing to read.
     *
     * @param environment added to ours
     * @return its pid
     */
    synchronized long start(
            List<String> command, Path directory, Map<String, String> environment, Path log)
            throws IOException {
        String exports =
                environment.entrySet().stream()
                        .map(each -> "export " + each.getKey() + "=" + quoted(each.getValue()))
                        .map(export -> export + " && ")
                        .collect(Collectors.joining());
        commands.write(
                "{ cd %s && %sexec %s; } </dev/null >>%s 2>&1 & echo $!\n"
                        .formatted(
                                quoted(directory.toString()),
                                exports,
                                command.stream()
                                        .map(Session::quoted)
                                        .collect(Collectors.joining(" ")),
                                quoted(log.toString())));
        commands.flush();
        String pid = answers.readLine();
        if (pid == null) {
            throw new IOException("the shell that starts processes has ended");
        }
        return Long.parseLong(pid);
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
