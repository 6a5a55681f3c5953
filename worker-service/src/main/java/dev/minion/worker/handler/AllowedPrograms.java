package dev.minion.worker.handler;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The programs that the operator allows, by the name that tasks use. */
final class AllowedPrograms {

    private final Map<String, Path> programs = new HashMap<>();

    /**
     * @throws IllegalArgumentException for an entry that is not {@code name=/absolute/path}: the
     *     worker does not start with a list that says something else than was meant
     */
    AllowedPrograms(Optional<List<String>> entries) {
        for (String entry : entries.orElse(List.of())) {
            if (!entry.isBlank()) {
                add(entry.strip());
            }
        }
    }

    @Nullable Path program(String name) {
        return programs.get(name);
    }

    private void add(String entry) {
        int equals = entry.indexOf('=');
        Path program = Path.of(entry.substring(equals + 1));
        if (equals <= 0 || !program.isAbsolute() || !program.equals(program.normalize())) {
            throw new IllegalArgumentException(
                    "minion.handlers.exec.allowed: not name=/absolute/path: " + entry);
        }
        programs.put(entry.substring(0, equals), program);
    }
}
