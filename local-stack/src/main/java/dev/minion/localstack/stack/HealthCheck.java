package dev.minion.localstack.stack;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Asks a service's management port. */
final class HealthCheck {

    private static final int TIMEOUT_MS = 2_000;

    private HealthCheck() {}

    /** The status code of {@code /q/health/ready}; 0 when there is no answer. */
    static int ready(int managementPort) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection)
                            URI.create("http://127.0.0.1:" + managementPort + "/q/health/ready")
                                    .toURL()
                                    .openConnection();
            connection.setConnectTimeout(TIMEOUT_MS);
            connection.setReadTimeout(TIMEOUT_MS);
            try {
                return connection.getResponseCode();
            } finally {
                connection.disconnect();
            }
        } catch (IOException noAnswer) {
            return 0;
        }
    }
}
