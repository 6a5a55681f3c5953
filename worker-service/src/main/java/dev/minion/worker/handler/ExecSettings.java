package dev.minion.worker.handler;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Which programs {@code exec.run} may start, and with how much. Off until a program is allowed. */
@ConfigMapping(prefix = "minion.handlers.exec")
public interface ExecSettings {

    /** Programs as {@code name=/absolute/path}. Empty: {@code exec.run} runs nothing. */
    @WithDefault("${EXEC_ALLOWED:}")
    Optional<List<String>> allowed();

    /** Names of the worker's own environment variables that a program is given. */
    @WithDefault("${EXEC_ENVIRONMENT:}")
    Optional<List<String>> environment();

    /** Further variables as {@code NAME=value}, such as git's {@code GIT_CONFIG_COUNT=1}. */
    @WithDefault("${EXEC_VARIABLES:}")
    Optional<List<String>> variables();

    /** The folder under which a task may choose its working directory. Empty: a fresh one only. */
    @WithDefault("${EXEC_ROOT:}")
    Optional<Path> root();

    /** Sends a program the kill signal when the worker dies. Without this file it is left out. */
    @WithDefault("/usr/bin/setpriv")
    Path setpriv();

    /** The only search path that a program sees. */
    @WithDefault("/usr/bin:/bin")
    String path();

    /** Time of a program where the task names none. */
    @WithDefault("1m")
    Duration timeout();

    /** The longest timeout that a task may ask for. */
    @WithDefault("1h")
    Duration longestTimeout();

    /** Bytes kept of each of the two output streams, 256 KiB; the rest is read and dropped. */
    @WithDefault("262144")
    int outputBytes();

    /** Programs at a time; 0 means twice the processors. Further tasks wait. */
    @WithDefault("0")
    int concurrency();
}
