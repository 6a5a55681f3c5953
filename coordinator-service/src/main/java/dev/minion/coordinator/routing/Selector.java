package dev.minion.coordinator.routing;

import java.util.List;
import java.util.Map;

/**
 * Conditions on labels, all of which must hold: {@code zone = eu, gpu in (a100, h100)}. The syntax
 * is that of Kubernetes, with {@code >} and {@code <} for numbers.
 */
public final class Selector {

    private final String text;
    private final List<Requirement> requirements;

    private Selector(String text, List<Requirement> requirements) {
        this.text = text;
        this.requirements = requirements;
    }

    /**
     * Reads a selector.
     *
     * @throws BadSelectorException where the text is none
     */
    public static Selector parse(String text) throws BadSelectorException {
        return new Selector(text, new SelectorReader(text).read());
    }

    /** Whether a worker with these labels is meant. */
    public boolean matches(Map<String, String> labels) {
        for (int i = 0; i < requirements.size(); i++) {
            if (!requirements.get(i).matches(labels)) {
                return false;
            }
        }
        return true;
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
