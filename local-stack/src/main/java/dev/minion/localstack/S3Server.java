package dev.minion.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server that speaks S3 over a directory, and knows one pair of keys. For tests. */
public final class S3Server implements LocalServer {

    public static final String ACCESS_KEY = "minion-access";
    public static final String SECRET_KEY = "minion-secret";

    private static final int HEAP_MEGABYTES = 128;
    private static final String PROPERTIES = "s3proxy.properties";
    private static final String LOGGING = "logback.xml";

    /** Without it each byte is a line of the log. */
    private static final String QUIET =
            """
            <configuration>
              <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%d %level %logger{0} %msg%n</pattern></encoder>
              </appender>
              <root level="warn"><appender-ref ref="out"/></root>
            </configuration>
            """;

    private final ManagedProcess process;
    private final Path module;

    /**
     * Nothing is started yet.
     *
     * @param module the built module {@code s3-server}
     */
    public S3Server(Placement place, Path module) {
        this.process = new ManagedProcess(place);
        this.module = module.toAbsolutePath().normalize();
    }

    /** For clients: {@code http://127.0.0.1:PORT}. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    @Override
    public void start() {
        if (running()) {
            return;
        }
        requireBuilt();
        Path data = process.place().data();
        try {
            Files.createDirectories(data.resolve("buckets"));
            Files.writeString(data.resolve(PROPERTIES), properties(data.resolve("buckets")));
            Files.writeString(data.resolve(LOGGING), QUIET);
        } catch (IOException failed) {
            throw new StackException("The directory cannot be written: " + data, failed);
        }
        process.start(program(data).command(), Map.of());
    }

    private JavaProgram program(Path data) {
        List<String> flags = new ArrayList<>(JvmFlags.within(HEAP_MEGABYTES));
        flags.add("-Dlogback.configurationFile=" + data.resolve(LOGGING));
        return new JavaProgram(
                name(),
                flags,
                List.of(
                        "-cp",
                        libs() + "/*",
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        data.resolve(PROPERTIES).toString()),
                libs(),
                module.resolve("target"));
    }

    private String properties(Path buckets) {
        return """
        s3proxy.endpoint=%s
        s3proxy.authorization=aws-v4
        s3proxy.identity=%s
        s3proxy.credential=%s
        jclouds.provider=filesystem-nio2
        jclouds.filesystem.basedir=%s
        """
                .formatted(url(), ACCESS_KEY, SECRET_KEY, buckets.toString().replace("\\", "\\\\"));
    }

    private Path libs() {
        return module.resolve("target/libs");
    }

    private void requireBuilt() {
        if (Files.notExists(libs())) {
            throw new StackException(
                    "The S3 server is not built: there is no "
                            + libs()
                            + ". Build it with: mvn package -pl s3-server");
        }
    }

    @Override
    public boolean answers() {
        return Probe.http(port());
    }

    @Override
    public ManagedProcess process() {
        return process;
    }
}
