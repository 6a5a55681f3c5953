package dev.minion.ledger.retention;

import dev.minion.contracts.PayloadRef;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An archive over another, for what a test does to its files of tasks. */
abstract class ArchiveOver implements ArchiveStore {

    private final ArchiveStore real;

    ArchiveOver(ArchiveStore real) {
        this.real = real;
    }

    @Override
    public List<ArchiveName> list() throws IOException {
        return real.list();
    }

    @Override
    public byte[] get(ArchiveName name) throws IOException {
        return real.get(name);
    }

    @Override
    public void putChunk(PayloadRef payload, int position, byte[] content) throws IOException {
        real.putChunk(payload, position, content);
    }

    @Override
    public byte @Nullable [] getChunk(PayloadRef payload, int position) throws IOException {
        return real.getChunk(payload, position);
    }
}
