package dev.minion.coordinator.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minion.coordinator.pool.core.BreakerPolicy;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfiguredBreakersTest {

    @Test
    void theDefaultsAreTheUsualOnes() {
        assertThat(policy(Map.of())).isEqualTo(BreakerPolicy.USUAL);
    }

    @Test
    void theyCanBeTurnedOff() {
        assertThat(policy(Map.of("WORKER_BREAKERS", "false"))).isEqualTo(BreakerPolicy.OFF);
    }

    @ParameterizedTest
    @CsvSource({
        "attempts, 0",
        "min-attempts, 21",
        "failure-rate, 1.1",
        "failure-rate, 0",
        "within, 0s",
        "open-for, 0s",
        "open-at-most, 1s",
        "trials, 0"
    })
    void numbersThatMakeNoBreakerAreRefusedByName(String setting, String value) {
        String name = "minion.pool.breaker." + setting;

        assertThatThrownBy(() -> policy(Map.of(name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("minion.pool.breaker.");
    }

    private static BreakerPolicy policy(Map<String, String> changed) {
        return ConfiguredBreakers.of(
                new SmallRyeConfigBuilder()
                        .addDefaultInterceptors()
                        .withConverter(Duration.class, 200, new DurationConverter())
                        .withMapping(PoolSettings.class)
                        .withDefaultValues(changed)
                        .build()
                        .getConfigMapping(PoolSettings.class));
    }
}
