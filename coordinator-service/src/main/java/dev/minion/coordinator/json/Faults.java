package dev.minion.coordinator.json;

import dev.minion.contracts.FailureCode;
import java.util.ArrayList;
import java.util.List;

/** The faults of one item of a request, the first 20 of them. */
public final class Faults {

    /** How many are told; a client that makes more learns of the rest when these are mended. */
    public static final int TOLD = 20;

    private final List<Fault> faults = new ArrayList<>(0);
    private final String prefix;

    /**
     * For one item.
     *
     * @param prefix the pointer of the item itself, like {@code /tasks/3}, or empty
     */
    public Faults(String prefix) {
        this.prefix = prefix;
    }

    /** Notes a fault at a pointer relative to the item. */
    public void add(FailureCode code, String pointer, String detail) {
        if (faults.size() < TOLD) {
            faults.add(new Fault(code, prefix + pointer, detail));
        }
    }

    /** Notes a value that breaks a rule. */
    public void invalid(String pointer, String detail) {
        add(FailureCode.VALIDATION, pointer, detail);
    }

    /** Whether there is none. */
    public boolean none() {
        return faults.isEmpty();
    }

    /** All that were noted. */
    public List<Fault> all() {
        return List.copyOf(faults);
    }

    /** The code they share; {@code validation-failed} where they differ. */
    public FailureCode code() {
        FailureCode shared = faults.getFirst().code();
        for (Fault fault : faults) {
            if (fault.code() != shared) {
                return FailureCode.VALIDATION;
            }
        }
        return shared;
    }

    /** A name as a step of a pointer, RFC 6901 section 3. */
    public static String step(String name) {
        String shown = name.length() <= 200 ? name : name.substring(0, 200);
        return '/' + shown.replace("~", "~0").replace("/", "~1");
    }
}
