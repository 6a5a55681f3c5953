package dev.minion.ledger.memory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The programs of a Postgres 18 on this machine.
 *
 * @param folder that holds {@code initdb} and {@code postgres}
 */
public record PostgresPrograms(Path folder) {

    private static final String SETTING = "LEDGER_INMEMORY_POSTGRES";
    private static final String MAJOR = "18";
    private static final List<String> USUAL =
            List.of("/usr/lib/postgresql/" + MAJOR + "/bin", "/usr/pgsql-" + MAJOR + "/bin");

    /**
     * Those of the directory that the environment names, or else the first on the PATH or where
     * systems put them.
     *
     * @throws IOException that tells what to install, where there are none
     */
    public static PostgresPrograms of(Map<String, String> environment) throws IOException {
        String named = environment.getOrDefault(SETTING, "");
        List<String> folders = new ArrayList<>();
        if (named.isEmpty()) {
            folders.addAll(List.of(environment.getOrDefault("PATH", "").split(":", -1)));
            folders.addAll(USUAL);
        } else {
            folders.add(named + "/bin");
        }
        for (String folder : folders) {
            Path programs = Path.of(folder);
            if (programs.isAbsolute() && there(programs) && fits(programs)) {
                return new PostgresPrograms(programs);
            }
        }
        throw new IOException(
                "There is no Postgres "
                        + MAJOR
                        + " in "
                        + String.join(", ", folders)
                        + ": install it, or let "
                        + SETTING
                        + " name the directory whose bin has initdb and postgres.");
    }

    private static boolean there(Path folder) {
        return Stream.of("initdb", "postgres")
                .allMatch(program -> Files.isExecutable(folder.resolve(program)));
    }

    private static boolean fits(Path folder) throws IOException {
        Process asked =
                new ProcessBuilder(folder.resolve("postgres").toString(), "--version")
                        .redirectErrorStream(true)
                        .start();
        String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return answer.contains(" " + MAJOR + ".");
    }

    Path initdb() {
        return folder.resolve("initdb");
    }

    Path postgres() {
        return folder.resolve("postgres");
    }
}
