package dev.minion.ledger.retention;

import java.time.Duration;
import java.util.Optional;

/** How a test reaches a store. */
record S3Settings(Optional<String> endpoint, Duration callTimeout) implements S3Config {

    static S3Settings at(String endpoint) {
        return new S3Settings(Optional.of(endpoint), Duration.ofSeconds(20));
    }

    @Override
    public String region() {
        return "us-east-1";
    }

    @Override
    public Optional<Boolean> pathStyle() {
        return Optional.empty();
    }

    @Override
    public Duration connectTimeout() {
        return Duration.ofSeconds(2);
    }
}
