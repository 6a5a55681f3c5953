package dev.minion.coordinator.pool;

import dev.minion.coordinator.pool.core.StrategyChoice;
import dev.minion.coordinator.pool.core.StrategyName;
import java.util.HashMap;
import java.util.Map;

/** The strategies that the environment names. */
public final class ConfiguredStrategy {

    private ConfiguredStrategy() {}

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException for a name that is none, with the names that exist
     */
    public static StrategyChoice of(PoolSettings settings) {
        Map<String, StrategyName> types = new HashMap<>();
        for (String pair : settings.strategyByType().orElse("").split(",", -1)) {
            if (!pair.isBlank()) {
                put(types, pair.strip());
            }
        }
        StrategyName strategy = named("LOAD_BALANCER_STRATEGY", settings.strategy());
        return new StrategyChoice(strategy, types, Map.of());
    }

    private static void put(Map<String, StrategyName> types, String pair) {
        int sign = pair.indexOf('=');
        if (sign <= 0) {
            throw new IllegalArgumentException(
                    "LOAD_BALANCER_STRATEGY_BY_TYPE is a list like"
                            + " \"http.call=latency_based,llm.chat=capability_best\", not \""
                            + pair
                            + '"');
        }
        types.put(
                pair.substring(0, sign).strip(),
                named("LOAD_BALANCER_STRATEGY_BY_TYPE", pair.substring(sign + 1).strip()));
    }

    private static StrategyName named(String setting, String name) {
        return StrategyName.of(name)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "%s: there is no strategy \"%s\"; there are %s"
                                                .formatted(setting, name, StrategyName.labels())));
    }
}
