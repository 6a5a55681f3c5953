package dev.minion.localstack.stack;

import java.util.stream.IntStream;

/**
 * Where a service listens on 127.0.0.1.
 *
 * @param main REST for coordinator and worker, gRPC for ledger and dedup
 * @param management health and metrics
 * @param grpc the coordinator's public gRPC; 0 for the other services
 */
public record ServicePorts(int main, int management, int grpc) {

    IntStream all() {
        return IntStream.of(main, management, grpc).filter(port -> port != 0);
    }
}
