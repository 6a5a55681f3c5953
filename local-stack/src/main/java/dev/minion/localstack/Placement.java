package dev.minion.localstack;

import java.nio.file.Path;

/**
 * Where a process of the stack lives.
 *
 * @param name in messages, and of its files
 * @param data what it keeps; made when it is missing
 * @param port on 127.0.0.1
 * @param log where its output is appended
 * @param pidFile names the process while it runs
 */
public record Placement(
        String name, Path data, int port, Path log, Path pidFile, Lifetime lifetime) {

    /** The usual places below a base directory: {@code data}, {@code logs} and {@code run}. */
    public static Placement below(Path base, String name, int port, Lifetime lifetime) {
        Path root = base.toAbsolutePath().normalize();
        return new Placement(
                name,
                root.resolve("data").resolve(name),
                port,
                root.resolve("logs").resolve(name + ".log"),
                root.resolve("run").resolve(name + ".pid"),
                lifetime);
    }
}
