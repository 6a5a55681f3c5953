package dev.minion.kafkaserver;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.Uuid;

/**
 * Formats the log directory if it is new, then runs the broker, in one JVM: two would cost the
 * local stack a second.
 */
public final class Main {

    private Main() {}

    /**
     * @param args the server's properties file, and the log directory that it names
     */
    public static void main(String[] args) {
        if (args.length != 2) {
            System.err.println("Usage: Main SERVER.PROPERTIES LOG-DIRECTORY");
            System.exit(2);
        }
        if (Files.notExists(Path.of(args[1], "meta.properties"))) {
            format(args[0], System.out);
        }
        kafka.Kafka.main(new String[] {args[0]});
    }

    private static void format(String properties, PrintStream out) {
        String[] command = {
            "format",
            "--ignore-formatted",
            "-t",
            Uuid.randomUuid().toString(),
            "-c",
            properties
        };
        int exitCode = kafka.tools.StorageTool.execute(command, out);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }
}
