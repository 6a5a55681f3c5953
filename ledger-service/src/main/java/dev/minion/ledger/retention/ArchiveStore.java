package dev.minion.ledger.retention;

import dev.minion.contracts.PayloadRef;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where archives lie. Every method blocks, and is called on threads that may. */
interface ArchiveStore {

    /**
     * Stores a file whole, durably, in place of one of that name. When this returns, what it tells
     * of may be removed for good.
     *
     * @throws IOException where it is not stored, or only perhaps
     */
    void put(ArchiveName name, byte[] content) throws IOException;

    /** All files, in the order of restores. */
    List<ArchiveName> list() throws IOException;

    /**
     * A file's content.
     *
     * @throws java.nio.file.NoSuchFileException where there is none of that name
     */
    byte[] get(ArchiveName name) throws IOException;

    /**
     * Stores a chunk of a payload as durably, unless it is there.
     *
     * @throws IOException where it is not stored, or only perhaps
     */
    void putChunk(PayloadRef payload, int position, byte[] content) throws IOException;

    /** A chunk of a payload, or null where it is not there. */
    byte @Nullable [] getChunk(PayloadRef payload, int position) throws IOException;

    /** Lets go of what it holds open. */
    default void close() {}
}
