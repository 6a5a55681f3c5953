package dev.minion.worker.handler;

import dev.minion.contracts.FailureCode;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a program runs: a fresh folder that is removed afterwards, or one below the allowed root.
 */
record WorkingDirectory(Path path, boolean fresh) implements AutoCloseable {

    static WorkingDirectory open(@Nullable String wanted, Optional<Path> root)
            throws HandlerException, IOException {
        if (wanted == null) {
            return new WorkingDirectory(Files.createTempDirectory("minion-exec-"), true);
        }
        return new WorkingDirectory(below(root, wanted), false);
    }

    /** Removes a fresh folder with all that is in it; links are removed, not followed. */
    @Override
    public void close() throws IOException {
        if (fresh) {
            Files.walkFileTree(path, new Removal());
        }
    }

    /** Compares real paths: neither {@code ..} nor a symbolic link leads out of the root. */
    private static Path below(Optional<Path> root, String wanted) throws HandlerException {
        if (root.isEmpty()) {
            throw refused("no root for working directories is configured");
        }
        try {
            Path realRoot = root.get().toRealPath();
            Path real = realRoot.resolve(wanted).toRealPath();
            if (!real.startsWith(realRoot) || !Files.isDirectory(real)) {
                throw refused("is not a folder below the allowed root");
            }
            return real;
        } catch (IOException | InvalidPathException e) {
            throw refused("is not a folder below the allowed root");
        }
    }

    private static HandlerException refused(String reason) {
        return new HandlerException(
                FailureCode.COMMAND_NOT_ALLOWED, "Input /working_directory: " + reason, false);
    }

    private static final class Removal extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
