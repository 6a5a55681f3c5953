package dev.minion.ledger;

import dev.minion.contracts.payloads.GetChunkRequest;
import dev.minion.contracts.payloads.GetChunkResponse;
import dev.minion.contracts.payloads.OpenPayloadRequest;
import dev.minion.contracts.payloads.OpenPayloadResponse;
import dev.minion.contracts.payloads.Payloads;
import dev.minion.contracts.payloads.PutChunkRequest;
import dev.minion.contracts.payloads.PutChunkResponse;
import dev.minion.contracts.payloads.SealPayloadRequest;
import dev.minion.contracts.payloads.SealPayloadResponse;
import dev.minion.ledger.payload.PayloadStore;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;

/** The gRPC service of large inputs and outputs. */
@GrpcService
class PayloadService implements Payloads {

    private final PayloadStore store;

    PayloadService(PayloadStore store) {
        this.store = store;
    }

    @Override
    public Uni<OpenPayloadResponse> openPayload(OpenPayloadRequest request) {
        return CallAnswers.of(() -> store.open(request));
    }

    @Override
    public Uni<PutChunkResponse> putChunk(PutChunkRequest request) {
        return CallAnswers.of(() -> store.put(request));
    }

    @Override
    public Uni<SealPayloadResponse> sealPayload(SealPayloadRequest request) {
        return CallAnswers.of(() -> store.seal(request));
    }

    @Override
    public Uni<GetChunkResponse> getChunk(GetChunkRequest request) {
        return CallAnswers.of(() -> store.get(request));
    }
}
