package dev.minion.benchmarks.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.benchmarks.StandIn;
import dev.minion.benchmarks.figures.Consumed;
import dev.minion.benchmarks.figures.Idle;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessesTest {

    @Test
    void aTreesCpuIsThatOfTheProcessItsChildrenAndThoseThatHaveEnded(@TempDir Path proc)
            throws IOException {
        process(proc, 10, "(a (odd) name)", "1 2 3 4", "11 12");
        process(proc, 11, "(child)", "100 0 0 0", "");
        process(proc, 12, "(child)", "0 1000 0 0", "");

        ProcessTree tree = new ProcessTree(proc, 10);

        assertThat(tree.cpuSeconds()).isEqualTo(11.10);
        assertThat(tree.memoryMib()).isEqualTo(6.0);
    }

    @Test
    void aProcessThatIsGoneUsesNothing(@TempDir Path proc) {
        ProcessTree tree = new ProcessTree(proc, 10);

        assertThat(tree.cpuSeconds()).isZero();
        assertThat(tree.memoryMib()).isZero();
    }

    @Test
    void theMeterSeesTheDriversOwnWork() {
        try (Meter meter = new Meter(new Processes(Map.of()))) {
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long end = threads.getCurrentThreadCpuTime() + Duration.ofMillis(200).toNanos();
            while (threads.getCurrentThreadCpuTime() < end) {
                Thread.onSpinWait();
            }

            Consumed consumed = meter.read();

            assertThat(consumed.cpuSeconds()).containsOnlyKeys(Processes.DRIVER);
            assertThat(consumed.cpuSeconds().get(Processes.DRIVER)).isGreaterThan(0.05);
            assertThat(consumed.peakMib().get(Processes.DRIVER)).isGreaterThan(10);
            assertThat(consumed.peakTotalMib()).as("without the driver").isZero();
        }
    }

    @Test
    void theRunDirectoryNamesTheProcessesThatRun(@TempDir Path run) throws IOException {
        long me = ProcessHandle.current().pid();
        Files.writeString(run.resolve("ledger.pid"), me + "\nbirth\n");
        Files.writeString(run.resolve("kafka.pid"), "garbage\n");
        Files.writeString(run.resolve("redis.pid"), "2147483646\nlong gone\n");
        Files.writeString(run.resolve("stack.lock"), "1\n");

        assertThat(Processes.ofRunDirectory(run)).isEqualTo(new TreeMap<>(Map.of("ledger", me)));
        assertThat(Processes.ofRunDirectory(run.resolve("missing"))).isEmpty();
    }

    @Test
    void anIdleStackIsSeenWithoutTheDriver() throws IOException {
        try (StandIn ledger = new StandIn("ledger")) {
            IdleWatch watch = new IdleWatch(new Processes(Map.of("ledger", ledger.pid())));

            watch.settle(Duration.ofSeconds(3));
            Idle idle = watch.watch(Duration.ofMillis(100));

            assertThat(idle.mib()).containsOnlyKeys("ledger");
            assertThat(idle.servicesMib()).isPositive().isEqualTo(idle.totalMib());
            assertThat(idle.servicesProportionalMib())
                    .isPositive()
                    .isLessThanOrEqualTo(idle.servicesMib());
            assertThat(idle.totalCpuPercent()).isLessThan(15);
        }
    }

    private static void process(Path proc, int pid, String name, String times, String children)
            throws IOException {
        Path main = Files.createDirectories(proc.resolve(pid + "/task/" + pid));
        Files.writeString(main.resolve("children"), children + " \n");
        String before = " S 1 1 1 0 -1 4194560 1 2 3 4 ";
        Files.writeString(proc.resolve(pid + "/stat"), pid + " " + name + before + times + " 20\n");
        Files.writeString(
                proc.resolve(pid + "/status"),
                "VmRSS:\t 4096 kB\nRssAnon:\t 1024 kB\nRssFile:\t 1024 kB\nRssShmem:\t 2048 kB\n");
    }
}
