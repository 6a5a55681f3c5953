package dev.minion.benchmarks.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationTest {

    @Test
    void theMachineDoesSomeUnitsASecondAndNothingIsLeftBehind(@TempDir Path folder)
            throws IOException {
        double units = new Calibration(folder).unitsPerSecond(Duration.ofMillis(300));

        assertThat(units).isPositive();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aUnitIsTheSameWorkEachTime(@TempDir Path folder) throws IOException {
        try (FixedWork one = new FixedWork(folder);
                FixedWork other = new FixedWork(folder)) {
            assertThat(one.unit()).isEqualTo(other.unit());
            assertThat(one.unit()).isEqualTo(other.unit());
        }
    }

    @Test
    void aDirectoryThatIsNotThereIsToldSo(@TempDir Path folder) {
        assertThatThrownBy(
                        () ->
                                new Calibration(folder.resolve("missing"))
                                        .unitsPerSecond(Duration.ofMillis(10)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("missing");
    }
}
