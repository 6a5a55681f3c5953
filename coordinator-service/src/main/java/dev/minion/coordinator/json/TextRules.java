package dev.minion.coordinator.json;

import java.util.Optional;

/** What any text of a request must keep to. */
public final class TextRules {

    private TextRules() {}

    /**
     * Which rule a text breaks: 1 to {@code maxChars} characters, no U+0000, no half of a surrogate
     * pair.
     */
    public static Optional<String> breach(String text, int maxChars) {
        if (text.isEmpty()) {
            return Optional.of("must not be empty");
        }
        int chars = text.length() <= maxChars ? 0 : text.codePointCount(0, text.length());
        if (chars > maxChars) {
            return Optional.of("has %d characters, more than %d".formatted(chars, maxChars));
        }
        return unstorable(text);
    }

    /** Whether a text holds what the database cannot store. */
    public static Optional<String> unstorable(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c == '\0') {
                return Optional.of("contains U+0000");
            }
            if (Character.isSurrogate(c)) {
                boolean pair =
                        Character.isHighSurrogate(c)
                                && i + 1 < length
                                && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return Optional.of("contains half of a surrogate pair");
                }
                i++;
            }
        }
        return Optional.empty();
    }
}
