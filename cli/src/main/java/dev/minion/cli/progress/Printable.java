package dev.minion.cli.progress;

/** Text of others, made fit for a terminal: what is not printed cannot steer it. */
public final class Printable {

    private Printable() {}

    /** One line without control characters. */
    public static String text(String raw) {
        return raw.replaceAll("\\p{Cntrl}|[\\u0080-\\u009f\\u2028\\u2029\\u202a-\\u202e]", " ");
    }

    /** Several lines without control characters, except for line ends and tabs. */
    public static String lines(String raw) {
        return raw.replaceAll("(?![\\n\\t])\\p{Cntrl}|[\\u0080-\\u009f\\u202a-\\u202e]", "");
    }

    /** At most so many characters, with a sign that some are missing. */
    public static String shortened(String raw, int length) {
        String text = text(raw);
        return text.length() <= length ? text : text.substring(0, Math.max(0, length - 1)) + "…";
    }
}
