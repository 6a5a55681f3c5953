package dev.minion.benchmarks.usage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The processes that are watched, by name. */
public final class Processes {

    /** The name under which this process itself is counted. */
    public static final String DRIVER = "driver";

    private static final Path PROC = Path.of("/proc");
    private static final String PID_FILE = ".pid";

    private final SortedMap<String, ProcessTree> trees = new TreeMap<>();

    /**
     * These processes and the driver.
     *
     * @param pids by name
     */
    public Processes(Map<String, Long> pids) {
        pids.forEach((name, pid) -> trees.put(name, new ProcessTree(PROC, pid)));
        trees.put(DRIVER, new ProcessTree(PROC, ProcessHandle.current().pid()));
    }

    /**
     * The pids that a local stack has written: files {@code NAME.pid} whose first line is the pid.
     *
     * @return those whose process runs; empty when there is no such directory
     */
    public static Map<String, Long> ofRunDirectory(Path directory) throws IOException {
        Map<String, Long> pids = new TreeMap<>();
        if (!Files.isDirectory(directory)) {
            return pids;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(f -> f.toString().endsWith(PID_FILE)).toList()) {
                String name = file.getFileName().toString();
                List<String> lines = Files.readAllLines(file);
                if (!lines.isEmpty() && lines.getFirst().matches("\\d{1,10}")) {
                    long pid = Long.parseLong(lines.getFirst());
                    if (ProcessHandle.of(pid).isPresent()) {
                        pids.put(name.substring(0, name.length() - PID_FILE.length()), pid);
                    }
                }
            }
        }
        return pids;
    }

    /** Their names, without the driver. */
    public List<String> names() {
        return trees.keySet().stream().filter(name -> !name.equals(DRIVER)).toList();
    }

    /** CPU-seconds since each was started. */
    public SortedMap<String, Double> cpuSeconds() {
        return ofEach(ProcessTree::cpuSeconds);
    }

    /** Memory of each in MiB. */
    public SortedMap<String, Double> memoryMib() {
        return ofEach(ProcessTree::memoryMib);
    }

    /** Memory of each in MiB, where what several have is divided among them. Slow. */
    public SortedMap<String, Double> proportionalMib() {
        return ofEach(ProcessTree::proportionalMib);
    }

    private SortedMap<String, Double> ofEach(ToDoubleFunction<ProcessTree> figure) {
        SortedMap<String, Double> figures = new TreeMap<>();
        trees.forEach((name, tree) -> figures.put(name, figure.applyAsDouble(tree)));
        return figures;
    }

    /** The sum of all but the driver's. */
    public static double total(Map<String, Double> mib) {
        return mib.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(DRIVER))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }
}
