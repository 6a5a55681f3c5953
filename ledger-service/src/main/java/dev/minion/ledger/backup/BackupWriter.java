package dev.minion.ledger.backup;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A backup's file while it is written: a zip with an entry for each table and, at the end, the
 * manifest. It has the name of the backup and {@code .partial} until it is whole and on disk.
 */
final class BackupWriter implements Closeable {

    static final String MANIFEST = "manifest.json";
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path file;
    private final Path partial;
    private final FileChannel channel;
    private final ZipOutputStream zip;
    private boolean finished;

    private BackupWriter(Path file, Path partial, FileChannel channel) {
        this.file = file;
        this.partial = partial;
        this.channel = channel;
        this.zip =
                new ZipOutputStream(
                        new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES));
        // The snapshot is held meanwhile, and Postgres cannot clean up behind it.
        zip.setLevel(Deflater.BEST_SPEED);
    }

    /**
     * Begins a file.
     *
     * @throws RefusedException where there is one of that name, or another process writes it
     */
    static BackupWriter begin(Path file) throws IOException, RefusedException {
        requireFree(file);
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        FileChannel channel = Durable.open(partial, StandardOpenOption.CREATE);
        if (channel.tryLock() == null) {
            channel.close();
            throw new RefusedException("another process writes " + file + " just now");
        }
        // Whoever held the lock until now may have finished this very file.
        if (Files.exists(file)) {
            channel.close();
            requireFree(file);
        }
        // What a killed one has left.
        channel.truncate(0);
        return new BackupWriter(file, partial, channel);
    }

    private static void requireFree(Path file) throws RefusedException {
        if (Files.exists(file)) {
            throw new RefusedException("there is a file " + file + " already");
        }
    }

    /** The name of a table's entry. */
    static String entry(String table) {
        return table + ".copy";
    }

    /** Where the rows of a table go, until the next one is begun. */
    OutputStream table(String name) throws IOException {
        zip.putNextEntry(new ZipEntry(entry(name)));
        return zip;
    }

    /**
     * Ends the file, which has its name from now on.
     *
     * @return its length in bytes
     */
    long finish(Manifest manifest) throws IOException, RefusedException {
        zip.putNextEntry(new ZipEntry(MANIFEST));
        zip.write(manifest.json().encodePrettily().getBytes(StandardCharsets.UTF_8));
        zip.finish();
        zip.flush();
        channel.force(true);
        long length = channel.size();
        requireFree(file);
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        finished = true;
        Durable.forceDirectory(file);
        return length;
    }

    /** Without an end, nothing is left. */
    @Override
    public void close() throws IOException {
        if (!finished) {
            Files.deleteIfExists(partial);
        }
        channel.close();
    }
}
