package dev.minion.ledger.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;

import dev.minion.localstack.PostgresServer;
import dev.minion.localstack.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A Postgres that speaks TLS, with a certificate made out for 127.0.0.1 by itself. */
final class SecurePostgres {

    private static final int PORT = 21107;
    private static final String SECRET = "secret";
    private static final String ALIAS = "server";
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Path certificate;

    private SecurePostgres(Path certificate) {
        this.certificate = certificate;
    }

    static SecurePostgres start() {
        PostgresServer server = TestServers.postgres(PORT);
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement()) {
            Path data = Path.of(first(statement, "show data_directory"));
            Path certificate = data.resolve("server.crt");
            if (Files.notExists(certificate)) {
                make(data, certificate);
                statement.execute("alter system set ssl = on");
                statement.execute("select pg_reload_conf()");
                await().atMost(SOON).until(() -> first(statement, "show ssl").equals("on"));
            }
            return new SecurePostgres(certificate);
        } catch (SQLException | IOException | GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    int port() {
        return PORT;
    }

    /** The one that vouches for it, as PEM. */
    Path certificate() {
        return certificate;
    }

    private static Connection connect(PostgresServer server) throws SQLException {
        return DriverManager.getConnection(
                server.jdbcUrl(), PostgresServer.USER, PostgresServer.PASSWORD);
    }

    private static String first(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : "";
        }
    }

    private static void make(Path data, Path certificate)
            throws IOException, GeneralSecurityException {
        Path store = data.resolve("server.p12");
        keytool(
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                SECRET);
        KeyStore keys = KeyStore.getInstance(store.toFile(), SECRET.toCharArray());
        Path key = data.resolve("server.key");
        Files.createFile(
                key,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        byte[] secret = keys.getKey(ALIAS, SECRET.toCharArray()).getEncoded();
        Files.writeString(key, pem("PRIVATE KEY", secret));
        Files.writeString(certificate, pem("CERTIFICATE", keys.getCertificate(ALIAS).getEncoded()));
    }

    private static String pem(String what, byte[] bytes) {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(bytes);
        return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
    }

    private static void keytool(String... words) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString()));
        command.addAll(List.of(words));
        Process running = new ProcessBuilder(command).inheritIO().start();
        await().atMost(SOON).until(() -> !running.isAlive());
        if (running.exitValue() != 0) {
            throw new IOException("keytool has failed");
        }
    }
}
