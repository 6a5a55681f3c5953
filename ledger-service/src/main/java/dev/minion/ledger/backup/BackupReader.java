package dev.minion.ledger.backup;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.LongConsumer;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** A backup's file that is there. */
final class BackupReader implements Closeable {

    private final Path file;
    private final ZipFile zip;
    private final Manifest manifest;

    private BackupReader(Path file, ZipFile zip, Manifest manifest) {
        this.file = file;
        this.zip = zip;
        this.manifest = manifest;
    }

    /**
     * Opens a file and reads its manifest.
     *
     * @throws RefusedException where it is no backup, or not a whole one
     */
    static BackupReader open(Path file) throws RefusedException {
        ZipFile zip = null;
        try {
            zip = new ZipFile(file.toFile());
            return new BackupReader(file, zip, manifest(zip));
        } catch (IOException | RefusedException bad) {
            close(zip);
            throw new RefusedException(
                    file + " is not a whole backup, or none at all: " + bad.getMessage());
        }
    }

    private static void close(@Nullable ZipFile zip) {
        try {
            if (zip != null) {
                zip.close();
            }
        } catch (IOException unimportant) {
            // It was only read.
        }
    }

    private static Manifest manifest(ZipFile zip) throws IOException, RefusedException {
        ZipEntry entry = zip.getEntry(BackupWriter.MANIFEST);
        if (entry == null) {
            throw new RefusedException("it has no manifest");
        }
        try (InputStream content = zip.getInputStream(entry)) {
            byte[] bytes = content.readAllBytes();
            CRC32 sum = new CRC32();
            sum.update(bytes);
            if (sum.getValue() != entry.getCrc()) {
                throw new RefusedException("its manifest is damaged");
            }
            return Manifest.of(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    Manifest manifest() {
        return manifest;
    }

    /**
     * Reads all that the manifest names, and holds it against the checksums.
     *
     * @throws RefusedException where a table is missing or damaged
     */
    void verify(ProgressLine progress) throws RefusedException {
        long before = 0;
        for (Manifest.Content content : manifest.tables()) {
            long from = before;
            Rows rows = rows(content, bytes -> progress.verified(from + bytes, manifest.bytes()));
            try (rows) {
                rows.transferTo(OutputStream.nullOutputStream());
                rows.requireWhole();
            } catch (IOException damaged) {
                throw damaged(content, String.valueOf(damaged.getMessage()));
            }
            before += content.bytes();
        }
    }

    private RefusedException damaged(Manifest.Content content, String reason) {
        return new RefusedException(
                file + " is damaged, in the table " + content.table().name() + ": " + reason);
    }

    /**
     * The rows of a table, as they were copied out.
     *
     * @param seen is told how many bytes were read
     */
    Rows rows(Manifest.Content content, LongConsumer seen) throws RefusedException {
        ZipEntry entry = zip.getEntry(BackupWriter.entry(content.table().name()));
        if (entry == null) {
            throw damaged(content, "it is missing");
        }
        try {
            return new Rows(zip.getInputStream(entry), content, seen);
        } catch (IOException damaged) {
            throw damaged(content, String.valueOf(damaged.getMessage()));
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** The rows of one table, which are counted and hashed while they are read. */
    final class Rows extends InputStream {

        private final InputStream from;
        private final Manifest.Content content;
        private final LongConsumer seen;
        private final MessageDigest digest = Sha256.start();
        private long bytes;

        private Rows(InputStream from, Manifest.Content content, LongConsumer seen) {
            this.from = from;
            this.content = content;
            this.seen = seen;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = from.read(into, offset, length);
            if (read > 0) {
                digest.update(into, offset, read);
                bytes += read;
                seen.accept(bytes);
            }
            return read;
        }

        /**
         * To be asked at the end.
         *
         * @throws RefusedException where it was not what was backed up
         */
        void requireWhole() throws RefusedException {
            if (bytes != content.bytes()
                    || !HexFormat.of().formatHex(digest.digest()).equals(content.sha256())) {
                throw damaged(content, "its checksum does not match");
            }
        }

        @Override
        public void close() throws IOException {
            from.close();
        }
    }
}
