package dev.minion.coordinator.ledger;

import dev.minion.contracts.Limits;
import io.grpc.ManagedChannelBuilder;
import io.quarkus.grpc.api.ChannelBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcClientConfiguration;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.grpc.client.GrpcClientOptions;
import jakarta.enterprise.context.Dependent;

/**
 * Has the ledger answer in few frames: a message is gathered frame by frame, and each one copies
 * what came before, so that a page of half a megabyte in frames of 16 KiB is copied fifteen times.
 */
@Dependent
class LargeFrames<T extends ManagedChannelBuilder<T>> implements ChannelBuilderCustomizer<T> {

    private static final int FRAME_BYTES = 4 << 20;

    @Override
    public void customize(String name, GrpcClientConfiguration config, GrpcClientOptions options) {
        HttpClientOptions transport = options.getTransportOptions();
        transport
                .getInitialSettings()
                .setMaxFrameSize(FRAME_BYTES)
                .setInitialWindowSize(FRAME_BYTES);
        transport.setHttp2ConnectionWindowSize(Limits.MESSAGE_BYTES);
    }
}
