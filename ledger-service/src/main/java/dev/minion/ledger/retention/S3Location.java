package dev.minion.ledger.retention;

import java.util.regex.Pattern;

/**
 * A place in a store that speaks S3.
 *
 * @param prefix what the keys of an archive's files begin with: empty, or ends with a slash
 */
record S3Location(String bucket, String prefix) {

    private static final String SCHEME = "s3://";
    private static final String SLASH = "/";

    /** The general rule of bucket names; a store may be stricter. */
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    /** Whether a setting means such a place, and not a directory. */
    static boolean names(String place) {
        return place.startsWith(SCHEME);
    }

    /**
     * Reads {@code s3://BUCKET} or {@code s3://BUCKET/PREFIX}.
     *
     * @throws IllegalArgumentException where there is no bucket of a possible name in it
     */
    static S3Location parse(String place) {
        String[] parts = place.substring(SCHEME.length()).split(SLASH, 2);
        if (!BUCKET.matcher(parts[0]).matches()) {
            throw new IllegalArgumentException(
                    "LEDGER_ARCHIVE_DIR must be s3://BUCKET/PREFIX, and no bucket has the name "
                            + parts[0]);
        }
        String prefix = parts.length < 2 ? "" : parts[1];
        return new S3Location(
                parts[0], prefix.isEmpty() || prefix.endsWith(SLASH) ? prefix : prefix + SLASH);
    }

    /** The key of a file. */
    String key(String file) {
        return prefix + file;
    }

    /** The file that has this key. */
    String file(String key) {
        return key.substring(prefix.length());
    }

    @Override
    public String toString() {
        return SCHEME + bucket + SLASH + prefix;
    }
}
