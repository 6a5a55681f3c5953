package dev.minion.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A program of the stack that a JVM runs, and what the JDK remembers of an earlier run of it: its
 * AOT cache, with the classes loaded and linked that the start and the work need.
 *
 * <p>A cache is made in three steps: the program runs with {@link #recording} and is asked to end,
 * {@link #assemble} makes a cache of what it has recorded, beside the place, and only a whole one
 * is moved there. It is used only where the {@link CacheStamp} beside it still tells the truth; a
 * JVM that refuses it all the same goes on without.
 *
 * @param name of the program, for files and messages
 * @param flags of the JVM
 * @param launch the class path and what is started, as the end of a command line
 * @param jars the folder with everything on the class path
 * @param target the folder of the build that keeps the cache
 */
public record JavaProgram(
        String name, List<String> flags, List<String> launch, Path jars, Path target) {

    private static final long ASSEMBLY_MINUTES = 5;

    public JavaProgram {
        flags = List.copyOf(flags);
        launch = List.copyOf(launch);
    }

    /** The command that starts it, with its cache where there is one that fits. */
    public List<String> command() {
        return command(cached() ? using() : List.of());
    }

    /**
     * The cache where it was made to lie, so that its pages stay those of the file; moved elsewhere
     * each of them would be written to. A JVM that refuses the cache does so without a word.
     */
    private List<String> using() {
        return List.of(
                "-XX:AOTCache=" + cache(),
                "-XX:AOTMode=auto",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:ArchiveRelocationMode=0",
                "-Xlog:aot*=off");
    }

    /**
     * Makes what is on its class path as small in memory as it can be, before it is recorded.
     *
     * @throws StackException when a jar cannot be read or written
     */
    public void slim() {
        try {
            LeanJars.make(jars);
        } catch (IOException failed) {
            throw new StackException(
                    "The jars of the " + name + " cannot be written: " + failed.getMessage(),
                    failed);
        }
    }

    /** The command that starts it and has it record what it loads, until it is asked to end. */
    public List<String> recording(Path folder) {
        return command(
                List.of(
                        "-XX:AOTMode=record",
                        "-XX:AOTConfiguration=" + record(folder),
                        "-Xlog:aot*=off"));
    }

    /** Whether there is a cache that was made of these jars, by this JDK, for these flags. */
    public boolean cached() {
        return CacheStamp.of(this).holds();
    }

    /**
     * Makes the cache out of what a run has left in the folder.
     *
     * @throws StackException when that run has left nothing, or the JVM cannot make a cache of it
     */
    public void assemble(Path folder) {
        Path record = record(folder);
        if (Files.notExists(record)) {
            throw new StackException(
                    "The " + name + " has ended without a record of what it loaded.");
        }
        Path fresh = folder.resolve(name + ".aot");
        List<String> command =
                command(
                        List.of(
                                "-XX:AOTMode=create",
                                "-XX:AOTConfiguration=" + record,
                                "-XX:AOTCache=" + fresh));
        Path log = folder.resolve(name + "-assembly.log");
        try {
            Process jvm =
                    Launching.start(
                            new ProcessBuilder(Launching.wrapped(command, Lifetime.WITH_PARENT))
                                    .redirectErrorStream(true)
                                    .redirectOutput(log.toFile()),
                            Lifetime.WITH_PARENT);
            if (!jvm.waitFor(ASSEMBLY_MINUTES, TimeUnit.MINUTES)) {
                jvm.destroyForcibly();
                throw new StackException("The cache of the " + name + " was not made in time.");
            }
            if (jvm.exitValue() != 0 || Files.notExists(fresh)) {
                throw new StackException(
                        "The JVM made no cache for the " + name + ": " + Files.readString(log));
            }
            CacheStamp stamp = CacheStamp.of(this);
            stamp.remove();
            Files.move(fresh, cache(), StandardCopyOption.REPLACE_EXISTING);
            stamp.write();
        } catch (IOException | ExecutionException failed) {
            throw new StackException(
                    "The cache of the " + name + " cannot be written: " + failed.getMessage(),
                    failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StackException("The making of the caches was interrupted.");
        }
    }

    /** Where the cache is, if there is one. */
    Path cache() {
        return target.resolve("minion.aot");
    }

    private Path record(Path folder) {
        return folder.resolve(name + ".aotconf");
    }

    private List<String> command(List<String> caching) {
        List<String> all = new ArrayList<>();
        all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        all.addAll(flags);
        all.addAll(caching);
        all.addAll(launch);
        return all;
    }
}
