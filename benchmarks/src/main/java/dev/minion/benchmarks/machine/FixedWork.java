package dev.minion.benchmarks.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;

/**
 * The unit of a calibration: a few milliseconds of a core and an append, which is now and then
 * forced to the disk. What it does must not change, or earlier ratios mean nothing.
 */
final class FixedWork implements AutoCloseable {

    private static final int BUFFER_BYTES = 64 << 10;
    private static final int DIGESTS = 8;
    private static final int KEYS = 20_000;
    private static final int APPEND_BYTES = 512;

    /** As seldom as a commit of many tasks: a busy disk then slows both about alike. */
    private static final int UNITS_PER_FORCE = 16;

    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final MessageDigest sha256;
    private final FileChannel file;
    private long sum;
    private int units;

    FixedWork(Path directory) throws IOException {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
        Path path = Files.createTempFile(directory, "calibration", ".tmp");
        file = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    /**
     * Does one unit.
     *
     * @return a number that depends on all of it, so that none can be left out
     */
    long unit() throws IOException {
        for (int i = 0; i < DIGESTS; i++) {
            byte[] digest = sha256.digest(buffer);
            System.arraycopy(digest, 0, buffer, i * digest.length, digest.length);
            sum += digest[0];
        }
        Map<Long, String> table = new HashMap<>();
        for (long key = 0; key < KEYS; key++) {
            table.put(key * 0x9e3779b97f4a7c15L, Long.toHexString(sum + key));
            if (key % 2 == 1) {
                table.remove((key / 2) * 0x9e3779b97f4a7c15L);
            }
        }
        sum += table.size();
        file.write(ByteBuffer.wrap(buffer, 0, APPEND_BYTES));
        if (++units % UNITS_PER_FORCE == 0) {
            file.force(false);
        }
        return sum;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
