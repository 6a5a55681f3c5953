package dev.minion.localstack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeanJarsTest {

    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final String CLASS = Sample.class.getName().replace('.', '/') + ".class";

    @TempDir Path base;

    /** Has local variables, a lambda, and frames. */
    public static final class Sample implements IntFunction<String> {

        @Override
        public String apply(int count) {
            List<String> words = Stream.generate(() -> "ab").limit(count).toList();
            String text = String.join("-", words);
            return count > 1 ? text : "one " + text;
        }
    }

    private static byte[] sample() throws IOException {
        try (InputStream in = LeanJarsTest.class.getResourceAsStream("/" + CLASS)) {
            assertThat(in).isNotNull();
            return in.readAllBytes();
        }
    }

    private Path jar(Map<String, byte[]> entries) throws IOException {
        Path jar = base.resolve("lib/some.jar");
        Files.createDirectories(jar.getParent());
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
                out.closeEntry();
            }
        }
        return jar;
    }

    private static Map<String, byte[]> entries() throws IOException {
        Map<String, byte[]> entries = new TreeMap<>();
        entries.put(MANIFEST, "Manifest-Version: 1.0\n".getBytes(UTF_8));
        entries.put("broken.class", "not a class".getBytes(UTF_8));
        entries.put(CLASS, sample());
        return entries;
    }

    private static List<CodeAttribute> codes(byte[] type) {
        return ClassFile.of().parse(type).methods().stream()
                .map(MethodModel::code)
                .flatMap(code -> code.stream().map(CodeAttribute.class::cast))
                .toList();
    }

    private static boolean hasVariables(byte[] type) {
        return codes(type).stream()
                .anyMatch(
                        code ->
                                code.findAttribute(Attributes.localVariableTable()).isPresent()
                                        || code.findAttribute(Attributes.localVariableTypeTable())
                                                .isPresent());
    }

    private static byte[] read(Path jar, String name) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.getInputStream(zip.getEntry(name)).readAllBytes();
        }
    }

    @Test
    void variablesGoAndAllElseStaysAndRuns() throws Exception {
        Path jar = jar(entries());
        assertThat(hasVariables(sample())).as("else nothing is shown").isTrue();

        LeanJars.make(base);

        byte[] lean = read(jar, CLASS);
        assertThat(hasVariables(lean)).isFalse();
        assertThat(codes(lean))
                .isNotEmpty()
                .allMatch(code -> code.findAttribute(Attributes.lineNumberTable()).isPresent());
        assertThat(read(jar, "broken.class")).isEqualTo("not a class".getBytes(UTF_8));
        assertThat(read(jar, MANIFEST)).isEqualTo("Manifest-Version: 1.0\n".getBytes(UTF_8));
        assertThat(jar.getParent()).isDirectoryNotContaining(each -> !each.equals(jar));
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            Object instance =
                    loader.loadClass(Sample.class.getName()).getConstructor().newInstance();
            assertThat(((IntFunction<?>) instance).apply(2)).isEqualTo("ab-ab");
        }
    }

    @Test
    void whatIsLeanIsNotTouchedAgain() throws Exception {
        Path jar = jar(entries());
        LeanJars.make(base);
        Object first = Files.readAttributes(jar, "unix:ino").get("ino");

        LeanJars.make(base);

        assertThat(Files.readAttributes(jar, "unix:ino").get("ino")).isEqualTo(first);
    }

    @Test
    void aSignedJarStaysAsItIs() throws Exception {
        Map<String, byte[]> entries = entries();
        entries.put("META-INF/A.SF", "signed".getBytes(UTF_8));
        Path jar = jar(entries);
        byte[] before = Files.readAllBytes(jar);

        LeanJars.make(base);

        assertThat(Files.readAllBytes(jar)).isEqualTo(before);
    }
}
