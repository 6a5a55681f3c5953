package dev.minion.localstack;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The threads of a JVM that optimise its code while it runs. What they give pays off later, so that
 * they step back where work wants all of the processors now. {@code docs/performance.md} has the
 * figures.
 */
final class CompilerThreads {

    /** Of the optimising compiler, as far as the kernel keeps names. */
    private static final String NAME = "C2 CompilerThre";

    /** A tenth of the processor beside a busy thread of usual priority. */
    private static final int NICENESS = 10;

    private CompilerThreads() {}

    /**
     * Lowers the priority of those that there are; where that is not possible they keep it. Those
     * that come later are begun by one of them, and have its priority.
     *
     * @return whether there are any
     */
    static boolean stepBack(ProcessMark jvm) {
        List<String> command = new ArrayList<>();
        command.add("renice");
        command.addAll(List.of("-n", Integer.toString(NICENESS), "-p"));
        int options = command.size();
        try (DirectoryStream<Path> threads =
                Files.newDirectoryStream(Path.of("/proc/" + jvm.pid() + "/task"))) {
            for (Path thread : threads) {
                if (Files.readString(thread.resolve("comm")).strip().equals(NAME)) {
                    command.add(thread.getFileName().toString());
                }
            }
            boolean any = command.size() > options;
            if (any && Programs.has("renice")) {
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
            }
            return any;
        } catch (IOException otherSystem) {
            // They compete with everything else then.
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
