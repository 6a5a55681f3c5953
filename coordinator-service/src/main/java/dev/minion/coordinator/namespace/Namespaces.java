package dev.minion.coordinator.namespace;

import dev.minion.contracts.FailureCode;
import dev.minion.coordinator.problem.ProblemException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rule for names of namespaces. */
public final class Namespaces {

    /** The request header that names one. */
    public static final String HEADER = "Minion-Namespace";

    /** Where a request names none. */
    public static final String DEFAULT = "default";

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

    private Namespaces() {}

    /**
     * The namespace a request asks for.
     *
     * @throws ProblemException bad-parameter where the name is not one of 1 to 200 letters, digits,
     *     dots, hyphens or underscores that begins with a letter or digit
     */
    public static String of(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            return DEFAULT;
        }
        if (!FORM.matcher(name).matches()) {
            throw new ProblemException(
                    FailureCode.BAD_PARAMETER,
                    "a namespace has 1 to 200 ASCII letters, digits, '.', '-' or '_', and begins"
                            + " with a letter or a digit");
        }
        return name;
    }
}
