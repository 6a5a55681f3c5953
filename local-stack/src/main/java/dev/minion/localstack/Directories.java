package dev.minion.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Removal of whole directories. */
public final class Directories {

    private Directories() {}

    /** Removes a directory and all that is in it; nothing when there is none. */
    public static void delete(Path directory) {
        if (Files.notExists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException failed) {
            throw new StackException(
                    directory + " cannot be removed: " + failed.getMessage(), failed);
        }
    }
}
