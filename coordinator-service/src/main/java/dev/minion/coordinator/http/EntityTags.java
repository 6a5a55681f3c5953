package dev.minion.coordinator.http;

import dev.minion.contracts.FailureCode;
import dev.minion.coordinator.problem.ProblemException;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A version as an entity tag (RFC 9110, section 8.8.3). */
public final class EntityTags {

    private static final Pattern VERSION = Pattern.compile("\"(\\d{1,18})\"");
    private static final Pattern TAG = Pattern.compile("(W/)?\"[\\x21\\x23-\\x7e]*\"");

    private EntityTags() {}

    /** The tag of a version. */
    public static String of(long version) {
        return '"' + Long.toString(version) + '"';
    }

    /**
     * The version that an If-Match header asks for; empty where any will do.
     *
     * @throws ProblemException version-mismatch where it names none of ours, bad-parameter where it
     *     is no entity tag
     */
    public static OptionalLong ifMatch(@Nullable String header) {
        if (header == null || header.equals("*")) {
            return OptionalLong.empty();
        }
        Matcher version = VERSION.matcher(header);
        if (version.matches()) {
            return OptionalLong.of(Long.parseLong(version.group(1)));
        }
        if (TAG.matcher(header).matches()) {
            throw new ProblemException(
                    FailureCode.VERSION_MISMATCH, "no version has this entity tag");
        }
        throw new ProblemException(
                FailureCode.BAD_PARAMETER,
                "If-Match must be the ETag of an earlier answer, like \"3\"");
    }
}
