package dev.minion.contracts;

import java.util.Map;
import java.util.regex.Pattern;

/** What the labels of workers may look like: keys and values have the syntax of Kubernetes. */
public final class LabelSyntax {

    /** Labels that one worker may have; of one that has more, none counts. */
    public static final int MOST = 64;

    private static final int PREFIX_CHARS = 253;
    private static final int NAME_CHARS = 63;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?");
    private static final Pattern PREFIX = Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?");

    private LabelSyntax() {}

    /** Whether these are labels, and not too many. */
    public static boolean isSound(Map<String, String> labels) {
        return labels.size() <= MOST
                && labels.entrySet().stream()
                        .allMatch(label -> isKey(label.getKey()) && isValue(label.getValue()));
    }

    /** A name, with a prefix or without: {@code zone}, {@code example.com/zone}. */
    public static boolean isKey(String key) {
        int slash = key.indexOf('/');
        return isName(key.substring(slash + 1)) && (slash < 0 || isPrefix(key.substring(0, slash)));
    }

    /** Letters, digits, and within them {@code -}, {@code _} and {@code .}; or a number. */
    public static boolean isValue(String value) {
        return isName(value.startsWith("-") ? value.substring(1) : value);
    }

    private static boolean isName(String name) {
        return name.length() <= NAME_CHARS && NAME.matcher(name).matches();
    }

    private static boolean isPrefix(String prefix) {
        return prefix.length() <= PREFIX_CHARS && PREFIX.matcher(prefix).matches();
    }
}
