package dev.minion.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a cache was made of, in a file beside it. The JVM checks much of this by itself; the stamp
 * decides before a JVM is started, so that a cache that does not fit costs nothing and says
 * nothing.
 */
final class CacheStamp {

    private final JavaProgram program;
    private final Path file;

    private CacheStamp(JavaProgram program) {
        this.program = program;
        this.file = program.target().resolve("minion.aot.stamp");
    }

    static CacheStamp of(JavaProgram program) {
        return new CacheStamp(program);
    }

    /**
     * Whether the cache is the one that was stamped, and everything it was made of is unchanged.
     */
    boolean holds() {
        try {
            return Files.exists(program.cache()) && Files.readString(file).equals(truth());
        } catch (IOException | UncheckedIOException unreadable) {
            return false;
        }
    }

    void write() throws IOException {
        Files.writeString(file, truth());
    }

    void remove() throws IOException {
        Files.deleteIfExists(file);
    }

    private String truth() throws IOException {
        return String.join(
                "\n",
                "jdk " + System.getProperty("java.home"),
                "jdk " + System.getProperty("java.vm.vendor"),
                "jdk " + System.getProperty("java.vm.version"),
                "flags " + String.join(" ", relevant(program.flags())),
                "cache " + described(program.cache()),
                jars(),
                "");
    }

    /** The collector decides how objects lie in the cache; sizes do not matter. */
    private static List<String> relevant(List<String> flags) {
        return flags.stream().filter(flag -> !flag.startsWith("-Xm") && !isProperty(flag)).toList();
    }

    private static boolean isProperty(String flag) {
        return flag.startsWith("-D");
    }

    private String jars() throws IOException {
        try (Stream<Path> all = Files.walk(program.jars())) {
            return all.filter(each -> each.toString().endsWith(".jar"))
                    .sorted()
                    .map(CacheStamp::described)
                    .collect(Collectors.joining("\n"));
        }
    }

    private static String described(Path file) {
        try {
            return "%s %d %d"
                    .formatted(file, Files.size(file), Files.getLastModifiedTime(file).toMillis());
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
