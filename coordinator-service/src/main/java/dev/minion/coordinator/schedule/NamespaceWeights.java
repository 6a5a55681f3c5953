package dev.minion.coordinator.schedule;

import java.util.HashMap;
import java.util.Map;

/** The weights of namespaces that the environment names. */
final class NamespaceWeights {

    private static final double LEAST = 0.001;
    private static final double MOST = 1_000;

    private NamespaceWeights() {}

    /**
     * Reads a list like {@code web=3,batch=0.5}.
     *
     * @throws IllegalArgumentException where it is not such a list, or a weight is no number from
     *     0.001 to 1,000
     */
    static Map<String, Double> of(String list) {
        Map<String, Double> weights = new HashMap<>();
        for (String pair : list.split(",", -1)) {
            if (!pair.isBlank()) {
                int sign = pair.indexOf('=');
                if (sign <= 0) {
                    throw refusal(pair);
                }
                weights.put(pair.substring(0, sign).strip(), weight(pair, sign));
            }
        }
        return Map.copyOf(weights);
    }

    private static double weight(String pair, int sign) {
        try {
            double weight = Double.parseDouble(pair.substring(sign + 1).strip());
            if (weight >= LEAST && weight <= MOST) {
                return weight;
            }
        } catch (NumberFormatException e) {
            throw (IllegalArgumentException) refusal(pair).initCause(e);
        }
        throw refusal(pair);
    }

    private static IllegalArgumentException refusal(String pair) {
        return new IllegalArgumentException(
                "MINION_NAMESPACE_WEIGHTS is a list like \"web=3,batch=0.5\" with weights from %s to"
                                .formatted(LEAST)
                        + " %s, not \"%s\"".formatted((int) MOST, pair.strip()));
    }
}
