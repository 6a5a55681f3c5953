package dev.minion.ledger.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.PayloadRef;
import dev.minion.contracts.ledger.PurgeKind;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every store of an archive keeps to. */
abstract class ArchiveStoreContract {

    private static final Ids IDS = Ids.random(InstantSource.system());

    /** One that is empty at first. */
    abstract ArchiveStore store();

    /** Puts a file there of which the archive knows nothing. */
    abstract void foreign(String file) throws IOException;

    /** Leaves what a writer leaves that was killed before its upload was whole. */
    abstract void leaveUnfinished(ArchiveName name, byte[] content) throws IOException;

    static ArchiveName name(PurgeKind kind) {
        return new ArchiveName(kind, IDS.next(), IDS.next(), IDS.next());
    }

    static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    static PayloadRef payload(long size) {
        return new PayloadRef(ByteString.copyFrom(random(32)), size);
    }

    @Test
    void whatIsPutIsThereUnderItsName() throws IOException {
        ArchiveName progress = name(PurgeKind.PURGE_PROGRESS);
        ArchiveName older = name(PurgeKind.PURGE_TASKS);
        ArchiveName newer = name(PurgeKind.PURGE_TASKS);
        assertThat(store().list()).isEmpty();

        store().put(progress, random(10));
        store().put(older, random(1_000));
        store().put(newer, random(100_000));

        assertThat(store().list()).containsExactly(newer, older, progress);
        assertThat(store().get(progress)).isEqualTo(random(10));
        assertThat(store().get(older)).isEqualTo(random(1_000));
        assertThat(store().get(newer)).isEqualTo(random(100_000));
    }

    @Test
    void theSamePageOfTheSamePurgeReplacesItself() throws IOException {
        ArchiveName name = name(PurgeKind.PURGE_TASKS);
        store().put(name, random(5_000));

        store().put(name, random(10));

        assertThat(store().list()).containsExactly(name);
        assertThat(store().get(name)).isEqualTo(random(10));
    }

    @Test
    void whatIsNotTheArchivesIsPassedOver() throws IOException {
        foreign("tasks_of_mine.txt");
        foreign("notes.ndjson.gz");
        store().putChunk(payload(1), 0, random(10));

        assertThat(store().list()).isEmpty();
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        ArchiveName name = name(PurgeKind.PURGE_TASKS);

        assertThatThrownBy(() -> store().get(name))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(name.file());
    }

    @Test
    void aFileOfManyMegabytesComesBackAsItWas() throws IOException {
        ArchiveName name = name(PurgeKind.PURGE_TASKS);
        byte[] content = random(2 * S3Archive.PART_BYTES + 12_345);

        store().put(name, content);

        assertThat(store().list()).containsExactly(name);
        assertThat(store().get(name)).isEqualTo(content);
    }

    @Test
    void whatWasNotWrittenWholeIsNotThereAndInNobodysWay() throws IOException {
        ArchiveName name = name(PurgeKind.PURGE_TASKS);

        leaveUnfinished(name, random(6 << 20));

        assertThat(store().list()).isEmpty();
        assertThatThrownBy(() -> store().get(name)).isInstanceOf(NoSuchFileException.class);
        store().put(name, random(10));
        assertThat(store().list()).containsExactly(name);
        assertThat(store().get(name)).isEqualTo(random(10));
    }

    @Test
    void aChunkIsWrittenOnce() throws IOException {
        PayloadRef payload = payload(2);
        assertThat(store().getChunk(payload, 0)).isNull();

        store().putChunk(payload, 0, random(256));
        store().putChunk(payload, 1, random(17));
        store().putChunk(payload, 0, random(3));

        assertThat(store().getChunk(payload, 0)).isEqualTo(random(256));
        assertThat(store().getChunk(payload, 1)).isEqualTo(random(17));
        assertThat(store().getChunk(payload, 2)).isNull();
    }

    @Test
    void twoPlacesKnowNothingOfEachOther() throws IOException {
        List<ArchiveName> names = List.of(name(PurgeKind.PURGE_TASKS), name(PurgeKind.PURGE_TASKS));
        store().put(names.getFirst(), random(10));
        elsewhere().put(names.getLast(), random(20));

        assertThat(store().list()).containsExactly(names.getFirst());
        assertThat(elsewhere().list()).containsExactly(names.getLast());
    }

    /** One at another place. */
    abstract ArchiveStore elsewhere();
}
