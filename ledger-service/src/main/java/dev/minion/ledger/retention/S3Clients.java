package dev.minion.ledger.retention;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes clients of stores that speak S3, of Amazon's or another's. */
final class S3Clients {

    private S3Clients() {}

    /**
     * A client with the credentials that this process has: of its environment, or of the role that
     * its machine or pod is given.
     */
    static S3Client of(S3Config config) {
        return of(config, DefaultCredentialsProvider.builder().build());
    }

    /**
     * A client. It uses nothing that only Amazon's store has: other stores know neither its newer
     * checksums nor signatures in pieces.
     */
    static S3Client of(S3Config config, AwsCredentialsProvider credentials) {
        S3ClientBuilder client =
                S3Client.builder()
                        .httpClientBuilder(
                                UrlConnectionHttpClient.builder()
                                        .connectionTimeout(config.connectTimeout())
                                        .socketTimeout(config.callTimeout()))
                        .region(Region.of(config.region()))
                        .credentialsProvider(credentials)
                        .forcePathStyle(config.pathStyle().orElse(config.endpoint().isPresent()))
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                        .serviceConfiguration(store -> store.chunkedEncodingEnabled(false))
                        .overrideConfiguration(
                                calls ->
                                        calls.apiCallTimeout(config.callTimeout())
                                                .retryStrategy(
                                                        AwsRetryStrategy.standardRetryStrategy()));
        config.endpoint().map(URI::create).ifPresent(client::endpointOverride);
        return client.build();
    }
}
