package dev.minion.localstack.stack;

import dev.minion.localstack.StackException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Lets one command at a time change a stack. The kernel frees it when the holder dies. */
final class StackLock implements AutoCloseable {

    private static final String FILE = "stack.lock";

    private final FileChannel channel;

    private StackLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @throws StackException when another command holds it; names that process
     */
    static StackLock take(Path run) {
        try {
            Files.createDirectories(run);
            FileChannel channel = open(run);
            if (tryLock(channel) == null) {
                channel.close();
                throw new StackException(
                        "Another command is starting or stopping this stack just now (process "
                                + Files.readString(run.resolve(FILE)).strip()
                                + "); wait for it to end.");
            }
            channel.truncate(0);
            channel.write(StandardCharsets.UTF_8.encode(ProcessHandle.current().pid() + "\n"));
            return new StackLock(channel);
        } catch (IOException failed) {
            throw new StackException("The lock in " + run + " cannot be taken", failed);
        }
    }

    /** Whether another command holds the lock. */
    static boolean taken(Path run) {
        if (Files.notExists(run.resolve(FILE))) {
            return false;
        }
        try (FileChannel channel = open(run)) {
            return tryLock(channel) == null;
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static FileChannel open(Path run) throws IOException {
        return FileChannel.open(
                run.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisJvm) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failed) {
            throw new StackException("The lock cannot be given back", failed);
        }
    }
}
