package dev.minion.ledger.memory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How Postgres is run by root, which it refuses: as an unmapped user in a user namespace, or where
 * that is forbidden as nobody, to whom its files are given.
 */
record Unprivileged(List<String> prefix, boolean asNobody) {

    private static final String NOBODY = "65534";

    static Unprivileged here() throws IOException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return new Unprivileged(List.of(), false);
        }
        if (succeeds(List.of("unshare", "-U", "true"))) {
            return new Unprivileged(List.of("unshare", "-U"), false);
        }
        List<String> nobody =
                List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
        if (succeeds(with(nobody, List.of("true")))) {
            return new Unprivileged(nobody, true);
        }
        throw new IOException(
                "Postgres refuses to run as root, and neither unshare nor setpriv runs it"
                        + " otherwise: start the ledger as an ordinary user.");
    }

    List<String> command(List<String> program) {
        return with(prefix, program);
    }

    void give(Path folder) throws IOException {
        if (asNobody && !succeeds(List.of("chown", "-R", NOBODY + ":" + NOBODY, folder + ""))) {
            throw new IOException("The directory " + folder + " cannot be given to nobody.");
        }
    }

    private static List<String> with(List<String> prefix, List<String> program) {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(program);
        return all;
    }

    private static boolean succeeds(List<String> command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
