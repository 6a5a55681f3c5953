package dev.minion.coordinator.http;

import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** W3C trace context, level 1: the {@code traceparent} header. */
public final class TraceParent {

    private static final Pattern FORM =
            Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final int TRACE_ID = 3;
    private static final int TRACE_ID_END = 35;

    private TraceParent() {}

    /** Whether a header's value is one of version 00. */
    public static boolean valid(@Nullable String text) {
        return text != null && text.length() == 55 && FORM.matcher(text).matches();
    }

    /** The trace id of a valid traceparent; empty for any other text. */
    public static String traceId(String traceParent) {
        return traceParent.length() == 55 ? traceParent.substring(TRACE_ID, TRACE_ID_END) : "";
    }

    /** A new one, not sampled, from three random numbers. */
    static String of(long traceHigh, long traceLow, long span) {
        HexFormat hex = HexFormat.of();
        return "00-"
                + hex.toHexDigits(traceHigh)
                + hex.toHexDigits(traceLow | 1)
                + '-'
                + hex.toHexDigits(span | 1)
                + "-00";
    }
}
