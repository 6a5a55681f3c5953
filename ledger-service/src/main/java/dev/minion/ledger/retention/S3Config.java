package dev.minion.ledger.retention;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/**
 * How a store that speaks S3 is reached. The credentials are not here: they are looked for where
 * Amazon's client looks for them, which begins with {@code AWS_ACCESS_KEY_ID} and {@code
 * AWS_SECRET_ACCESS_KEY} and goes on to the role of a machine or a pod.
 */
public interface S3Config {

    /** Where it answers, as {@code https://HOST:PORT}; without one Amazon's of the region. */
    @WithDefault("${LEDGER_ARCHIVE_S3_ENDPOINT:}")
    Optional<String> endpoint();

    /** Part of each signature; most other stores take any. */
    @WithDefault("${LEDGER_ARCHIVE_S3_REGION:us-east-1}")
    String region();

    /**
     * Whether the bucket stands in the path and not in the name of the host; unless set, where
     * there is an endpoint, since few have a name for each bucket.
     */
    @WithDefault("${LEDGER_ARCHIVE_S3_PATH_STYLE:}")
    Optional<Boolean> pathStyle();

    /** For a connection to be made. */
    @WithDefault("3s")
    Duration connectTimeout();

    /** For one call with all its tries: so long a purge's page waits for a store at most. */
    @WithDefault("30s")
    Duration callTimeout();
}
