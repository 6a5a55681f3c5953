package dev.minion.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaProgramTest {

    /** The broker's own main class ends with this, and 2, when it is not told what to run. */
    private static final String USAGE = "Usage: Main SERVER.PROPERTIES LOG-DIRECTORY\n";

    private static final String JAR = "minion-kafka-server-0.1.0-SNAPSHOT.jar";

    @TempDir Path base;

    @BeforeEach
    void build() throws IOException {
        Files.createDirectories(base.resolve("target/libs"));
        Files.createDirectories(base.resolve("recordings"));
        Files.copy(
                TestServers.root().resolve("kafka-server/target/libs").resolve(JAR),
                base.resolve("target/libs").resolve(JAR));
    }

    @Test
    void aCacheIsUsedOnceItIsMade() throws Exception {
        JavaProgram program = program(JvmFlags.within(64));
        assertThat(program.cached()).isFalse();
        assertThat(program.command()).noneMatch(flag -> flag.startsWith("-XX:AOT"));

        train(program);

        assertThat(program.cached()).isTrue();
        assertThat(program(JvmFlags.within(128)).cached()).as("the size does not matter").isTrue();
        assertThat(program.command()).contains("-XX:AOTCache=" + program.cache());
        assertThat(says(program.command())).isEqualTo(USAGE);
        assertThat(says(required(program.command()))).as("the JVM takes it").isEqualTo(USAGE);
    }

    @Test
    void aCacheOfOtherJarsIsNotUsed() throws Exception {
        JavaProgram program = program(JvmFlags.within(64));
        train(program);

        Path jar = program.jars().resolve(JAR);
        Files.setLastModifiedTime(
                jar, FileTime.fromMillis(Files.getLastModifiedTime(jar).toMillis() + 1000));

        assertThat(program.cached()).isFalse();
        assertThat(says(program.command())).isEqualTo(USAGE);
    }

    @Test
    void aCacheForAnotherCollectorIsNotUsed() throws Exception {
        train(program(JvmFlags.within(64)));

        assertThat(program(List.of("-XX:+UseG1GC")).cached()).isFalse();
    }

    @Test
    void aCacheThatWasChangedIsNotUsed() throws Exception {
        JavaProgram program = program(JvmFlags.within(64));
        train(program);

        Files.write(program.cache(), new byte[] {0}, StandardOpenOption.APPEND);

        assertThat(program.cached()).isFalse();
    }

    @Test
    void aCorruptCacheThatLooksRightNeitherHindersTheStartNorIsHeardOf() throws Exception {
        JavaProgram program = program(JvmFlags.within(64));
        Files.write(program.cache(), new byte[1 << 20]);
        CacheStamp.of(program).write();
        assertThat(program.cached()).isTrue();

        assertThat(says(program.command())).isEqualTo(USAGE);
    }

    @Test
    void aRunThatLeftNoRecordMakesNoCache() {
        JavaProgram program = program(JvmFlags.within(64));

        assertThatThrownBy(() -> program.assemble(base.resolve("recordings")))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("The broker has ended without a record");
        assertThat(program.cached()).isFalse();
    }

    private JavaProgram program(List<String> flags) {
        Path jars = base.resolve("target/libs");
        return new JavaProgram(
                "broker",
                flags,
                List.of("-cp", jars.resolve(JAR).toString(), "dev.minion.kafkaserver.Main"),
                jars,
                base.resolve("target"));
    }

    private void train(JavaProgram program) throws Exception {
        Path recordings = base.resolve("recordings");
        assertThat(says(program.recording(recordings))).startsWith(USAGE);
        program.assemble(recordings);
    }

    /** The same, but a JVM that cannot use the cache does not start. */
    private static List<String> required(List<String> command) {
        return command.stream().map(flag -> flag.replace("AOTMode=auto", "AOTMode=on")).toList();
    }

    private static String says(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String all = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(all).isEqualTo(2);
        return all;
    }
}
