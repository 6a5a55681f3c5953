package dev.minion.worker.payload;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Limits;
import dev.minion.contracts.PayloadRef;
import dev.minion.contracts.payloads.GetChunkRequest;
import dev.minion.contracts.payloads.GetChunkResponse;
import dev.minion.contracts.payloads.OpenPayloadRequest;
import dev.minion.contracts.payloads.OpenPayloadResponse;
import dev.minion.contracts.payloads.Payloads;
import dev.minion.contracts.payloads.PutChunkRequest;
import dev.minion.contracts.payloads.PutChunkResponse;
import dev.minion.contracts.payloads.SealPayloadRequest;
import dev.minion.contracts.payloads.SealPayloadResponse;
import dev.minion.contracts.tasks.Problem;
import io.grpc.Status;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The ledger's payloads, in memory. */
public final class PayloadsDouble implements Payloads {

    /** Sealed ones by their hash. */
    public final Map<ByteString, ByteString> sealed = new ConcurrentHashMap<>();

    private final Map<ByteString, Map<Integer, ByteString>> open = new ConcurrentHashMap<>();
    private final AtomicInteger puts = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();

    /** Stores a payload as another would have. */
    public PayloadRef keep(ByteString payload) {
        PayloadRef ref = PayloadRef.to(payload);
        sealed.put(ref.hash(), payload);
        return ref;
    }

    /** Every second of the next calls fails, so many times. */
    public void fail(int times) {
        failures.set(2 * times);
    }

    /** Chunks that were put. */
    public int puts() {
        return puts.get();
    }

    private <T> Uni<T> answer(T answer) {
        boolean fails = failures.get() > 0 && failures.getAndDecrement() % 2 == 0;
        return fails
                ? Uni.createFrom().failure(Status.UNAVAILABLE.asRuntimeException())
                : Uni.createFrom().item(answer);
    }

    @Override
    public Uni<OpenPayloadResponse> openPayload(OpenPayloadRequest request) {
        var _ = open.putIfAbsent(request.getHash(), new TreeMap<>());
        boolean present = sealed.containsKey(request.getHash());
        return answer(OpenPayloadResponse.newBuilder().setPresent(present).build());
    }

    @Override
    public Uni<PutChunkResponse> putChunk(PutChunkRequest request) {
        var _ = puts.incrementAndGet();
        var _ =
                open.getOrDefault(request.getHash(), new TreeMap<>())
                        .putIfAbsent(request.getPosition(), request.getContent());
        return answer(PutChunkResponse.getDefaultInstance());
    }

    @Override
    public Uni<SealPayloadResponse> sealPayload(SealPayloadRequest request) {
        Map<Integer, ByteString> chunks = open.getOrDefault(request.getHash(), Map.of());
        ByteString payload = ByteString.copyFrom(chunks.values());
        if (!PayloadRef.to(payload).hash().equals(request.getHash())) {
            return answer(SealPayloadResponse.newBuilder().setProblem(gone()).build());
        }
        sealed.put(request.getHash(), payload);
        return answer(SealPayloadResponse.getDefaultInstance());
    }

    @Override
    public Uni<GetChunkResponse> getChunk(GetChunkRequest request) {
        ByteString payload = sealed.get(request.getHash());
        if (payload == null) {
            return answer(GetChunkResponse.newBuilder().setProblem(gone()).build());
        }
        int from = request.getPosition() * Limits.PAYLOAD_CHUNK_BYTES;
        int to = Math.min(payload.size(), from + Limits.PAYLOAD_CHUNK_BYTES);
        return answer(
                GetChunkResponse.newBuilder().setContent(payload.substring(from, to)).build());
    }

    private static Problem gone() {
        return Problem.newBuilder().setCode(FailureCode.PAYLOAD_GONE.code()).build();
    }
}
