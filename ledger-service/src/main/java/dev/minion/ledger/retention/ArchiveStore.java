package dev.minion.ledger.retention;

import java.io.IOException;
import java.util.List;

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

    /** A file's content. */
    byte[] get(ArchiveName name) throws IOException;
}
