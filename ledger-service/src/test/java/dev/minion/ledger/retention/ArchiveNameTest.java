package dev.minion.ledger.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.ledger.PurgeKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveNameTest {

    private static UUID id(int number) {
        return new UUID(0x0199_0000_0000_7000L, 0x8000_0000_0000_0000L + number);
    }

    private static ArchiveName name(PurgeKind kind, int first, int last, int purge) {
        return new ArchiveName(kind, id(first), id(last), id(purge));
    }

    @Test
    void aFileTellsWhatIsInItByItsName() {
        ArchiveName name = name(PurgeKind.PURGE_TASKS, 3, 7, 9);

        assertThat(ArchiveName.parse(name.file())).contains(name);
        assertThat(name.file()).startsWith("tasks_").endsWith(".ndjson.gz");
        assertThat(name.meets(id(7), id(20))).isTrue();
        assertThat(name.meets(id(1), id(3))).isTrue();
        assertThat(name.meets(id(8), id(20))).isFalse();
        assertThat(name.meets(id(1), id(2))).isFalse();
    }

    @Test
    void tasksAreRestoredBeforeProgressAndTheNewestPurgeFirst() {
        ArchiveName newest = name(PurgeKind.PURGE_TASKS, 5, 6, 30);
        ArchiveName early = name(PurgeKind.PURGE_TASKS, 1, 2, 20);
        ArchiveName late = name(PurgeKind.PURGE_TASKS, 3, 4, 20);
        ArchiveName progress = name(PurgeKind.PURGE_PROGRESS, 1, 2, 40);

        assertThat(Stream.of(progress, late, early, newest).sorted())
                .containsExactly(newest, early, late, progress);
    }

    @Test
    void aDirectoryGivesBackWhatItWasGivenAndPassesOverWhatIsNotItsOwn(@TempDir Path directory)
            throws Exception {
        Path inside = directory.resolve("made/when/needed");
        DirectoryArchive archive = new DirectoryArchive(inside);
        assertThat(archive.list()).isEmpty();
        ArchiveName name = name(PurgeKind.PURGE_PROGRESS, 1, 2, 3);

        archive.put(name, new byte[] {1, 2});
        archive.put(name, new byte[] {3});
        for (String other : List.of("notes.txt", name.file() + ".part", "tasks_a_b_c.ndjson.gz")) {
            Files.writeString(inside.resolve(other), "not ours");
        }

        assertThat(archive.list()).containsExactly(name);
        assertThat(archive.get(name)).containsExactly(3);
    }
}
