package dev.minion.localstack;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Properties;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The programs of Postgres and Redis, unpacked from the jars of the registry once per version into
 * a cache that all stacks and tests of the project share.
 */
final class Binaries {

    private static final String REDIS_VERSION = "7.0.15";

    private final Path cache;

    Binaries(Path cache) {
        this.cache = cache.toAbsolutePath();
    }

    /** The directory that holds {@code bin/postgres}. */
    Path postgres() {
        String version = version("postgres");
        String archive = "/postgres-" + system() + "-" + (arm() ? "arm_64" : "x86_64") + ".txz";
        return once("postgres-" + version, folder -> untar(resource(archive), folder));
    }

    /** The program {@code redis-server}. */
    Path redis() {
        String file =
                "/redis-server-"
                        + REDIS_VERSION
                        + "-"
                        + system()
                        + "-"
                        + (arm() ? "arm64" : "amd64");
        Path folder =
                once(
                        "redis-" + REDIS_VERSION,
                        fresh -> {
                            Path program = fresh.resolve("redis-server");
                            try (InputStream in = resource(file)) {
                                Files.copy(in, program);
                            }
                            Files.setPosixFilePermissions(
                                    program, PosixFilePermissions.fromString("rwxr-xr-x"));
                        });
        return folder.resolve("redis-server");
    }

    private interface Filling {
        void fill(Path folder) throws IOException;
    }

    /** Fills a folder of the cache if it is missing; under a lock that other JVMs respect. */
    private synchronized Path once(String name, Filling filling) {
        Path done = cache.resolve(name);
        if (Files.isDirectory(done)) {
            return done;
        }
        try {
            Files.createDirectories(cache);
            try (FileChannel channel =
                            FileChannel.open(
                                    cache.resolve(name + ".lock"),
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.WRITE);
                    var lock = channel.lock()) {
                assert lock.isValid();
                if (!Files.isDirectory(done)) {
                    Path fresh = Files.createTempDirectory(cache, name + ".new");
                    filling.fill(fresh);
                    Files.setPosixFilePermissions(
                            fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
                    Files.move(fresh, done, StandardCopyOption.ATOMIC_MOVE);
                }
            }
            return done;
        } catch (IOException failed) {
            throw new StackException(
                    name + " cannot be unpacked to " + cache + ": " + failed.getMessage(), failed);
        }
    }

    private static void untar(InputStream archive, Path folder) throws IOException {
        try (var tar =
                new TarArchiveInputStream(
                        new XZInputStream(new BufferedInputStream(archive)), "UTF-8")) {
            for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
                Path target = folder.resolve(e.getName()).normalize();
                if (!target.startsWith(folder)) {
                    throw new IOException("the archive names a file outside: " + e.getName());
                }
                place(tar, e, target);
            }
        }
    }

    private static void place(TarArchiveInputStream tar, TarArchiveEntry entry, Path target)
            throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, target);
            boolean program = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    private static InputStream resource(String path) {
        InputStream in = Binaries.class.getResourceAsStream(path);
        if (in == null) {
            throw new StackException(
                    "There is no "
                            + path.substring(1)
                            + " on the class path: this system ("
                            + System.getProperty("os.name")
                            + ", "
                            + System.getProperty("os.arch")
                            + ") is not one for which the local stack has servers.");
        }
        return in;
    }

    static String version(String of) {
        Properties versions = new Properties();
        try (InputStream in = Binaries.class.getResourceAsStream("versions.properties")) {
            versions.load(in);
        } catch (IOException unreadable) {
            throw new StackException("versions.properties cannot be read", unreadable);
        }
        return versions.getProperty(of, "unknown");
    }

    private static String system() {
        String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        return name.contains("mac") ? "darwin" : "linux";
    }

    private static boolean arm() {
        return System.getProperty("os.arch", "").matches("aarch64|arm64");
    }
}
