package dev.minion.benchmarks.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minion.benchmarks.StandIn;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class HeldProcessTest {

    @Test
    void aProcessStandsStillUntilItIsLetGo() throws IOException {
        try (StandIn worker = new StandIn("worker")) {
            try (HeldProcess held = HeldProcess.hold(worker.pid(), "worker")) {
                assertThat(worker.stands()).isTrue();

                held.letGo();

                assertThat(worker.stands()).isFalse();
            }
            assertThat(worker.stands()).isFalse();
        }
    }

    @Test
    void itIsLetGoThoughSomethingFails() throws IOException {
        try (StandIn worker = new StandIn("worker")) {
            assertThatThrownBy(
                            () -> {
                                try (var _ = HeldProcess.hold(worker.pid(), "worker")) {
                                    throw new IllegalStateException("anything");
                                }
                            })
                    .hasMessage("anything");

            assertThat(worker.stands()).isFalse();
        }
    }

    @Test
    void aStrangerWithThatPidIsLeftAlone() throws IOException {
        try (StandIn stranger = new StandIn("something")) {
            assertThatThrownBy(() -> HeldProcess.hold(stranger.pid(), "worker"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is none of 'worker'");

            assertThat(stranger.stands()).isFalse();
        }
    }
}
