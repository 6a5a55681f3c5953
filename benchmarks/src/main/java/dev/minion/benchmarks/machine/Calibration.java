package dev.minion.benchmarks.machine;

import dev.minion.benchmarks.figures.Statistics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Fixed work on all cores, and how much of it is done a second. */
public final class Calibration {

    private static final int ROUNDS = 5;

    private final Path directory;
    private final int threads;

    /**
     * On all cores.
     *
     * @param directory on the disk that counts; holds a small file for as long as it takes
     */
    public Calibration(Path directory) {
        this.directory = directory;
        this.threads = Runtime.getRuntime().availableProcessors();
    }

    /**
     * Works for about the given time.
     *
     * @return units of work a second: the median of several rounds, the first of which, in which
     *     the JVM compiles it, is left out
     * @throws IOException when the directory cannot be written to
     */
    public double unitsPerSecond(Duration time) throws IOException {
        Duration round = time.dividedBy(ROUNDS + 1);
        List<Double> rates = new ArrayList<>();
        try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i <= ROUNDS; i++) {
                double rate = round(workers, round);
                if (i > 0) {
                    rates.add(rate);
                }
            }
        }
        return Statistics.median(rates);
    }

    private double round(ExecutorService workers, Duration time) throws IOException {
        List<Callable<Double>> each = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            each.add(() -> rate(time));
        }
        try {
            double rate = 0;
            for (Future<Double> done : workers.invokeAll(each)) {
                rate += done.get();
            }
            return rate;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        } catch (ExecutionException failed) {
            throw new IOException("the calibration has failed: " + failed.getCause(), failed);
        }
    }

    private double rate(Duration time) throws IOException {
        try (FixedWork work = new FixedWork(directory)) {
            long start = System.nanoTime();
            int units = 0;
            while (System.nanoTime() - start < time.toNanos()) {
                work.unit();
                units++;
            }
            return units * 1e9 / (System.nanoTime() - start);
        }
    }
}
