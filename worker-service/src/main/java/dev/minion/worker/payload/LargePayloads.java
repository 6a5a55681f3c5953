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
import dev.minion.contracts.payloads.SealPayloadRequest;
import dev.minion.contracts.tasks.Problem;
import dev.minion.worker.handler.HandlerException;
import dev.minion.worker.registration.WorkerConfig;
import io.quarkus.grpc.GrpcClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Moves large inputs and outputs between the ledger and this worker, few at a time. Every method
 * blocks, and is for virtual threads. {@code alive} is called after each chunk.
 */
@Singleton
public class LargePayloads {

    /** Payloads that move at a time. */
    private static final int TRANSFERS = 4;

    /** How often an upload begins anew whose chunks were not what they should be. */
    private static final int UPLOADS = 3;

    private static final ByteString NULL = ByteString.copyFromUtf8("null");

    private final Payloads ledger;
    private final long mostTogether;
    private final Semaphore transfers = new Semaphore(TRANSFERS);

    @Inject
    LargePayloads(@GrpcClient("ledger") Payloads ledger, WorkerConfig config) {
        this(ledger, config.maxOutputBytes());
    }

    /** With the limit of one payload in bytes. */
    public LargePayloads(Payloads ledger, int maxBytes) {
        if (maxBytes > Limits.LARGEST_PAYLOAD_BYTES) {
            throw new IllegalArgumentException(
                    "MINION_MAX_PAYLOAD_BYTES is at most " + Limits.LARGEST_PAYLOAD_BYTES);
        }
        this.ledger = ledger;
        this.mostTogether = Math.max(maxBytes, Limits.DEPENDENCY_OUTPUT_BYTES);
    }

    /** Whether neither has to be loaded. */
    public static boolean areHere(ByteString input, ByteString dependencyOutputs) {
        return PayloadRef.of(input) == null
                && next(dependencyOutputs, 0) == dependencyOutputs.size();
    }

    /** Whether an output of this JSON has to be moved to the ledger by itself. */
    public static boolean isLarge(ByteString json) {
        return json.size() > Limits.INLINE_PAYLOAD_BYTES;
    }

    /** The JSON of an input, whether it is one or refers to one. */
    public ByteString input(ByteString value, Runnable alive)
            throws HandlerException, InterruptedException {
        PayloadRef large = PayloadRef.of(value);
        return large == null ? value : loaded(large, alive);
    }

    /**
     * The JSON of dependency outputs, with what it refers to in its place; null in the place of
     * what would make it larger than a handler is given, as the ledger does with small ones.
     */
    public ByteString dependencyOutputs(ByteString value, Runnable alive)
            throws HandlerException, InterruptedException {
        int reference = next(value, 0);
        if (reference == value.size()) {
            return value;
        }
        List<ByteString> parts = new ArrayList<>();
        long room = mostTogether - value.size();
        int done = 0;
        while (reference < value.size()) {
            PayloadRef large = PayloadRef.at(value, reference);
            parts.add(value.substring(done, reference));
            parts.add(large.size() <= room ? loaded(large, alive) : NULL);
            room -= large.size() <= room ? large.size() : 0;
            done = reference + PayloadRef.BYTES;
            reference = next(value, done);
        }
        parts.add(value.substring(done));
        return ByteString.copyFrom(parts);
    }

    /** Where the next reference begins, or the end. No JSON has that byte. */
    private static int next(ByteString value, int from) {
        int at = from;
        while (at < value.size() && value.byteAt(at) != PayloadRef.TAG) {
            at++;
        }
        return at;
    }

    private ByteString loaded(PayloadRef ref, Runnable alive)
            throws HandlerException, InterruptedException {
        transfers.acquire();
        try {
            List<ByteString> chunks = new ArrayList<>(ref.chunks());
            for (int position = 0; position < ref.chunks(); position++) {
                chunks.add(chunk(ref, position));
                alive.run();
            }
            ByteString payload = ByteString.copyFrom(chunks);
            if (!PayloadRef.to(payload).equals(ref)) {
                throw gone(ref);
            }
            return payload;
        } finally {
            transfers.release();
        }
    }

    private ByteString chunk(PayloadRef ref, int position)
            throws HandlerException, InterruptedException {
        GetChunkRequest request =
                GetChunkRequest.newBuilder().setHash(ref.hash()).setPosition(position).build();
        GetChunkResponse answer = LedgerWait.answer(() -> ledger.getChunk(request));
        if (answer.hasProblem()) {
            throw gone(ref);
        }
        return answer.getContent();
    }

    private static HandlerException gone(PayloadRef ref) {
        return new HandlerException(
                FailureCode.PAYLOAD_GONE, "the ledger does not have payload " + ref.hex(), true);
    }

    /** What is to be reported as output: the JSON, or a reference to it once the ledger has it. */
    public ByteString output(ByteString json, Runnable alive)
            throws HandlerException, InterruptedException {
        if (!isLarge(json)) {
            return json;
        }
        PayloadRef ref = PayloadRef.to(json);
        transfers.acquire();
        try {
            for (int upload = 0; upload < UPLOADS; upload++) {
                if (kept(ref, json, alive)) {
                    return ref.bytes();
                }
            }
            throw gone(ref);
        } finally {
            transfers.release();
        }
    }

    /** False where it has to be put anew. */
    private boolean kept(PayloadRef ref, ByteString json, Runnable alive)
            throws HandlerException, InterruptedException {
        OpenPayloadRequest open =
                OpenPayloadRequest.newBuilder().setHash(ref.hash()).setSize(ref.size()).build();
        OpenPayloadResponse opened = LedgerWait.answer(() -> ledger.openPayload(open));
        if (opened.hasProblem()) {
            throw new HandlerException(
                    FailureCode.OUTPUT_TOO_LARGE, opened.getProblem().getDetail(), false);
        }
        if (opened.getPresent()) {
            return true;
        }
        for (int position = 0; position < ref.chunks(); position++) {
            put(ref, json, position);
            alive.run();
        }
        SealPayloadRequest seal = SealPayloadRequest.newBuilder().setHash(ref.hash()).build();
        return sealed(LedgerWait.answer(() -> ledger.sealPayload(seal)).getProblem());
    }

    private void put(PayloadRef ref, ByteString json, int position)
            throws HandlerException, InterruptedException {
        int from = position * Limits.PAYLOAD_CHUNK_BYTES;
        int to = Math.min(json.size(), from + Limits.PAYLOAD_CHUNK_BYTES);
        PutChunkRequest request =
                PutChunkRequest.newBuilder()
                        .setHash(ref.hash())
                        .setPosition(position)
                        .setContent(json.substring(from, to))
                        .build();
        var _ = LedgerWait.answer(() -> ledger.putChunk(request));
    }

    private static boolean sealed(Problem problem) throws HandlerException {
        if (problem.getCode().equals(FailureCode.INPUT_INVALID.code())) {
            throw new HandlerException(
                    FailureCode.INPUT_INVALID, "the handler's output holds U+0000", false);
        }
        return problem.getCode().isEmpty();
    }
}
