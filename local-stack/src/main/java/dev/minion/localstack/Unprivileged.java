package dev.minion.localstack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a program that refuses to run as root is run all the same.
 *
 * <p>An ordinary user runs it directly. Root runs it in a user namespace of its own, where it is an
 * unmapped user who owns the same files. Where that is forbidden, as in most containers, root runs
 * it as the user "nobody", to whom its directory is given first.
 */
record Unprivileged(List<String> prefix, boolean asNobody) {

    private static final String NOBODY = "65534";

    static Unprivileged here() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return new Unprivileged(List.of(), false);
        }
        if (Programs.has("unshare") && succeeds(List.of("unshare", "-U", "true"))) {
            return new Unprivileged(List.of("unshare", "-U"), false);
        }
        if (Programs.has("setpriv")) {
            return new Unprivileged(
                    List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"),
                    true);
        }
        throw new StackException(
                "Postgres refuses to run as root, and there is neither unshare nor setpriv here to"
                        + " run it otherwise; run ./minion as an ordinary user.");
    }

    /** Gives the directory to the user who will run the program. */
    void give(Path directory) {
        if (asNobody
                && !succeeds(List.of("chown", "-R", NOBODY + ":" + NOBODY, directory.toString()))) {
            throw new StackException("The directory " + directory + " cannot be given to nobody.");
        }
    }

    List<String> command(List<String> program) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(program);
        return command;
    }

    private static boolean succeeds(List<String> command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException failed) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
