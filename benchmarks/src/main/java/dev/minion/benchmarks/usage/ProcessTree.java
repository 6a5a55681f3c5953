package dev.minion.benchmarks.usage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process with what it has forked from its main thread, as Postgres does. */
final class ProcessTree {

    /** The unit of times in {@code /proc/PID/stat}: USER_HZ, 100 on every Linux. */
    private static final double TICKS_PER_SECOND = 100;

    private static final double KIB_PER_MIB = 1024;
    private static final int MAX_MEMBERS = 2_000;

    private static final int UTIME = 11;
    private static final int CSTIME = 14;

    private final Path proc;
    private final long root;

    ProcessTree(Path proc, long root) {
        this.proc = proc;
        this.root = root;
    }

    /**
     * CPU-seconds since the start. A child that ends moves its own to its parent's account of
     * children, so the sum over the tree never loses any.
     */
    double cpuSeconds() {
        return members().stream().mapToLong(this::ticks).sum() / TICKS_PER_SECOND;
    }

    /**
     * Memory in MiB; 0 when the process is gone. What members share is counted once, as large as
     * the one sees it who has touched most: the kernel's own proportional figure walks all page
     * tables, which costs as much as what is to be measured.
     */
    double memoryMib() {
        long own = 0;
        long shared = 0;
        long files = 0;
        for (long member : members()) {
            List<String> status = read(proc.resolve(member + "/status")).lines().toList();
            own += kib(status, "RssAnon:");
            shared = Math.max(shared, kib(status, "RssShmem:"));
            files = Math.max(files, kib(status, "RssFile:"));
        }
        return (own + shared + files) / KIB_PER_MIB;
    }

    /**
     * The kernel's proportional figure in MiB: what several processes have, also others than these,
     * is divided among them. Slow.
     */
    double proportionalMib() {
        long pss = 0;
        for (long member : members()) {
            List<String> rollup = read(proc.resolve(member + "/smaps_rollup")).lines().toList();
            pss += kib(rollup, "Pss:");
        }
        return pss / KIB_PER_MIB;
    }

    private List<Long> members() {
        List<Long> members = new ArrayList<>(List.of(root));
        for (int i = 0; i < members.size() && members.size() < MAX_MEMBERS; i++) {
            long pid = members.get(i);
            String children = read(proc.resolve(pid + "/task/" + pid + "/children")).strip();
            if (!children.isEmpty()) {
                for (String child : children.split(" ", -1)) {
                    members.add(Long.parseLong(child));
                }
            }
        }
        return members;
    }

    private long ticks(long pid) {
        String stat = read(proc.resolve(pid + "/stat"));
        // The second field is the program's name in parentheses and may hold anything.
        int name = stat.lastIndexOf(')');
        if (name < 0) {
            return 0;
        }
        String[] fields = stat.substring(name + 2).split(" ", -1);
        long ticks = 0;
        for (int i = UTIME; i <= CSTIME; i++) {
            ticks += Long.parseLong(fields[i]);
        }
        return ticks;
    }

    private static long kib(List<String> status, String label) {
        return status.stream()
                .filter(line -> line.startsWith(label))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException goneOrNotOurs) {
            return "";
        }
    }
}
