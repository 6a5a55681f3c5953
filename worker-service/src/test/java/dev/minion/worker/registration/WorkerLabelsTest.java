package dev.minion.worker.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerLabelsTest {

    @Test
    void theSettingIsAListOfPairs() {
        assertThat(WorkerLabels.parse("")).isEmpty();
        assertThat(WorkerLabels.parse("zone=eu, gpu = a100 ,x.io/memory_gb=64,"))
                .isEqualTo(Map.of("zone", "eu", "gpu", "a100", "x.io/memory_gb", "64"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zone", "=eu", "zone=", "zone=e u", "zone=eu,zone=us", "zone==eu"})
    void whatIsNoneStopsTheStartAndIsNamed(String setting) {
        assertThatThrownBy(() -> WorkerLabels.parse(setting))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("WORKER_LABELS");
    }

    @Test
    void thereMayBeSixtyFour() {
        StringBuilder labels = new StringBuilder();
        for (int i = 0; i < 64; i++) {
            labels.append("l").append(i).append("=1,");
        }
        assertThat(WorkerLabels.parse(labels.toString())).hasSize(64);
        assertThatThrownBy(() -> WorkerLabels.parse(labels + "l64=1"))
                .hasMessageContaining("more than 64");
    }
}
