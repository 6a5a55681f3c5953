package dev.minion.localstack;

import java.util.ArrayList;
import java.util.List;

/**
 * How the JVMs of the stack are set up: for a machine that runs all of them beside each other, and
 * for work that begins right after the start. {@code docs/performance.md} has the figures.
 */
public final class JvmFlags {

    /** Tells which compilers are wanted: {@code c1} leaves the optimising one out. */
    private static final String JIT = "MINION_JIT";

    private JvmFlags() {}

    /**
     * The same, with a cache that leaves out what the compilers learned in the training: it takes
     * more memory than its part in a fast start is worth.
     */
    public static List<String> withoutProfiles(int heapMegabytes) {
        List<String> flags = within(heapMegabytes);
        flags.add("-XX:+UnlockDiagnosticVMOptions");
        flags.add("-XX:-AOTRecordTraining");
        return flags;
    }

    /** For a heap that begins small and grows up to so many megabytes. */
    public static List<String> within(int heapMegabytes) {
        List<String> flags = new ArrayList<>();
        flags.add("-XX:+UseParallelGC");
        // Otherwise a 64th of the machine, all of which is touched before the first collection.
        flags.add("-Xms24m");
        flags.add("-Xmx" + heapMegabytes + "m");
        // By a fifth at each step; otherwise it nearly doubles at the first ones, all in the start.
        flags.add("-XX:YoungGenerationSizeSupplement=0");
        flags.add("-XX:TenuredGenerationSizeSupplement=0");
        // What the compilers have needed for a moment goes back to the system, in milliseconds.
        flags.add("-XX:TrimNativeHeapInterval=5000");
        flags.add("-XX:+ExitOnOutOfMemoryError");
        // A small one is collected whenever it has grown by a little, with the whole heap.
        flags.add("-XX:ReservedCodeCacheSize=128m");
        // While the optimising compiler has work waiting, code is compiled without the profile that
        // it would want: a third faster until its turn comes.
        flags.add("-XX:Tier3DelayOn=0");
        flags.add("-XX:Tier3DelayOff=0");
        if ("c1".equals(System.getenv(JIT))) {
            // The first 20,000 tasks go nearly twice as fast, all later ones slower.
            flags.add("-XX:TieredStopAtLevel=1");
        }
        flags.add("--enable-native-access=ALL-UNNAMED");
        flags.add("--sun-misc-unsafe-memory-access=allow");
        return flags;
    }
}
