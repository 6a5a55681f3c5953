package dev.minion.ledger.payload;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Limits;
import dev.minion.contracts.PayloadRef;
import dev.minion.contracts.payloads.OpenPayloadRequest;
import dev.minion.contracts.payloads.PutChunkRequest;
import dev.minion.contracts.payloads.SealPayloadRequest;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Puts payloads as a worker would. */
public final class Uploads {

    private static final Duration SOON = Duration.ofSeconds(20);

    private Uploads() {}

    /** Puts all of it, and seals it. */
    public static PayloadRef put(PayloadStore store, ByteString payload) {
        PayloadRef ref = PayloadRef.to(payload);
        var _ =
                now(
                        store.open(
                                OpenPayloadRequest.newBuilder()
                                        .setHash(ref.hash())
                                        .setSize(ref.size())
                                        .build()));
        for (int position = 0; position < ref.chunks(); position++) {
            int from = position * Limits.PAYLOAD_CHUNK_BYTES;
            int to = Math.min(payload.size(), from + Limits.PAYLOAD_CHUNK_BYTES);
            PutChunkRequest chunk =
                    PutChunkRequest.newBuilder()
                            .setHash(ref.hash())
                            .setPosition(position)
                            .setContent(payload.substring(from, to))
                            .build();
            var _ = now(store.put(chunk));
        }
        SealPayloadRequest seal = SealPayloadRequest.newBuilder().setHash(ref.hash()).build();
        assertThat(now(store.seal(seal)).hasProblem()).isFalse();
        return ref;
    }

    private static <T> T now(Future<T> work) {
        CompletableFuture<T> done = work.toCompletionStage().toCompletableFuture();
        assertThat(done).succeedsWithin(SOON);
        return done.resultNow();
    }
}
