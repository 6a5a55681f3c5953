package dev.minion.ledger.copy;

import dev.minion.ledger.migration.MigrationDatabase;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;

/**
 * The target's address as people write it: {@code postgres://user@host:port/db?sslmode=require}.
 */
final class TargetAddress {

    private static final String PASSWORD = "TARGET_POSTGRES_PASSWORD";
    private static final String ROOT_CERT = "TARGET_POSTGRES_SSL_ROOT_CERT";
    private static final String SSL_MODE = "sslmode=";
    private static final int PORT = 5432;

    private TargetAddress() {}

    /**
     * Reads an address.
     *
     * @param environment which has the password
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static MigrationDatabase of(String address, Map<String, String> environment) {
        URI uri = uri(address);
        String user = uri.getUserInfo();
        String path = uri.getPath();
        if (user == null || uri.getHost() == null || path == null || path.length() < 2) {
            throw wrong("names no user, host or database");
        }
        if (user.contains(":")) {
            throw wrong("has a password, which others could read here; it belongs in " + PASSWORD);
        }
        String query = uri.getQuery() == null ? SSL_MODE + "prefer" : uri.getQuery();
        if (!query.startsWith(SSL_MODE) || query.contains("&")) {
            throw wrong("has options; it may have sslmode only");
        }
        return new MigrationDatabase(
                uri.getHost(),
                Integer.toString(uri.getPort() < 0 ? PORT : uri.getPort()),
                path.substring(1),
                user,
                environment.getOrDefault(
                        PASSWORD, environment.getOrDefault("POSTGRES_PASSWORD", "minion")),
                query.substring(SSL_MODE.length()),
                environment.getOrDefault(
                        ROOT_CERT, environment.getOrDefault("POSTGRES_SSL_ROOT_CERT", "")));
    }

    private static URI uri(String address) {
        try {
            URI uri = new URI(address);
            if ("postgres".equals(uri.getScheme()) || "postgresql".equals(uri.getScheme())) {
                return uri;
            }
        } catch (URISyntaxException unreadable) {
            throw wrong("cannot be read: " + unreadable.getReason());
        }
        throw wrong("does not begin with postgres://");
    }

    /** Without the address itself: where there is a password in it, it must not be shown. */
    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(
                "The address behind --to "
                        + what
                        + ". It is postgres://USER@HOST:PORT/DB, with ?sslmode=MODE where needed.");
    }
}
