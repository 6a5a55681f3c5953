package dev.minion.ledger.retention;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;

class DirectoryArchiveTest extends ArchiveStoreContract {

    @TempDir Path directory;

    @Override
    ArchiveStore store() {
        return new DirectoryArchive(directory.resolve("one"));
    }

    @Override
    ArchiveStore elsewhere() {
        return new DirectoryArchive(directory.resolve("another"));
    }

    @Override
    void foreign(String file) throws IOException {
        Files.createDirectories(directory.resolve("one"));
        Files.writeString(directory.resolve("one").resolve(file), "not an archive's");
    }

    @Override
    void leaveUnfinished(ArchiveName name, byte[] content) throws IOException {
        Files.createDirectories(directory.resolve("one"));
        Files.write(
                directory.resolve("one").resolve(name.file() + ".part"),
                Arrays.copyOf(content, content.length / 2));
    }
}
