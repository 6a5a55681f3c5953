package dev.minion.ledger.retention;

import dev.minion.localstack.S3Server;
import dev.minion.localstack.TestServers;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/** A real store for tests, which has the one bucket {@link #BUCKET}. */
final class S3Stores {

    static final String BUCKET = "minion-archive";

    private static final int PORT = 21120;

    private S3Stores() {}

    static S3Server server() {
        S3Server server = TestServers.s3(PORT);
        try (S3Client client = client(S3Settings.at(server.url()), S3Server.SECRET_KEY)) {
            if (client.listBuckets().buckets().isEmpty()) {
                var _ = client.createBucket(bucket -> bucket.bucket(BUCKET));
            }
        }
        return server;
    }

    static S3Client client(S3Config config, String secret) {
        return S3Clients.of(
                config,
                StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(S3Server.ACCESS_KEY, secret)));
    }

    /** An archive that is reached in some way. */
    static S3Archive archive(String place, S3Config config) {
        return new S3Archive(S3Location.parse(place), () -> client(config, S3Server.SECRET_KEY));
    }
}
