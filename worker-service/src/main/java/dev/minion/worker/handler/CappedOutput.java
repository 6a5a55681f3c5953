package dev.minion.worker.handler;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads a program's output to its end and keeps the start of it. The program never waits for a full
 * pipe, and its output never fills the worker.
 */
final class CappedOutput {

    private final int mostBytes;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean truncated;

    CappedOutput(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    void drain(InputStream stream) {
        byte[] buffer = new byte[8_192];
        try (stream) {
            for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                keep(buffer, read);
            }
        } catch (IOException e) {
            // The stream was closed because the program is gone: what was read stands.
        }
    }

    synchronized boolean truncated() {
        return truncated;
    }

    /**
     * The text, with U+FFFD for what is no UTF-8 and for U+0000, which the ledger does not take.
     */
    synchronized String text() {
        return kept.toString(StandardCharsets.UTF_8).replace('\0', '\uFFFD');
    }

    private synchronized void keep(byte[] buffer, int read) {
        int room = Math.min(read, mostBytes - kept.size());
        kept.write(buffer, 0, room);
        truncated |= room < read;
    }
}
