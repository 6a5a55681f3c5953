package dev.minion.coordinator.payload;

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
import dev.minion.coordinator.ledger.LedgerCalls;
import dev.minion.coordinator.problem.ProblemException;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;

/** The ledger's payloads. Every call may be repeated; a refusal fails with its problem. */
@ApplicationScoped
public class LargePayloads {

    /** How often an upload begins anew whose chunks were not what they should be. */
    private static final int UPLOADS = 3;

    private final Payloads payloads;
    private final LedgerCalls ledger;

    LargePayloads(@GrpcClient("ledger") Payloads payloads, LedgerCalls ledger) {
        this.payloads = payloads;
        this.ledger = ledger;
    }

    /** Whether JSON is too large to travel with its task. */
    public static boolean large(ByteString json) {
        return json.size() > Limits.INLINE_PAYLOAD_BYTES;
    }

    /** What the task is to carry: JSON that is small, or a reference once the ledger has it. */
    public Uni<ByteString> kept(ByteString json) {
        if (!large(json)) {
            return Uni.createFrom().item(json);
        }
        return Uni.createFrom()
                .item(() -> PayloadRef.to(json))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(ref -> kept(ref, json, UPLOADS));
    }

    private Uni<ByteString> kept(PayloadRef ref, ByteString json, int uploads) {
        OpenPayloadRequest open =
                OpenPayloadRequest.newBuilder().setHash(ref.hash()).setSize(ref.size()).build();
        return ledger.patiently(() -> payloads.openPayload(open))
                .invoke(opened -> refuse(opened.hasProblem(), opened.getProblem()))
                .chain(
                        (OpenPayloadResponse opened) ->
                                opened.getPresent()
                                        ? Uni.createFrom().item(ref.bytes())
                                        : put(ref, json).chain(() -> sealed(ref, json, uploads)));
    }

    private Uni<Void> put(PayloadRef ref, ByteString json) {
        return Multi.createFrom()
                .range(0, ref.chunks())
                .onItem()
                .transformToUniAndConcatenate(
                        position -> {
                            int from = position * Limits.PAYLOAD_CHUNK_BYTES;
                            int to = Math.min(json.size(), from + Limits.PAYLOAD_CHUNK_BYTES);
                            PutChunkRequest chunk =
                                    PutChunkRequest.newBuilder()
                                            .setHash(ref.hash())
                                            .setPosition(position)
                                            .setContent(json.substring(from, to))
                                            .build();
                            return ledger.patiently(() -> payloads.putChunk(chunk));
                        })
                .onItem()
                .ignoreAsUni();
    }

    private Uni<ByteString> sealed(PayloadRef ref, ByteString json, int uploads) {
        SealPayloadRequest seal = SealPayloadRequest.newBuilder().setHash(ref.hash()).build();
        return ledger.patiently(() -> payloads.sealPayload(seal))
                .chain(
                        answer -> {
                            Problem problem = answer.getProblem();
                            boolean anew =
                                    problem.getCode().equals(FailureCode.PAYLOAD_GONE.code());
                            if (anew && uploads > 1) {
                                return kept(ref, json, uploads - 1);
                            }
                            refuse(answer.hasProblem(), problem);
                            return Uni.createFrom().item(ref.bytes());
                        });
    }

    /** A chunk of a payload. */
    public Uni<ByteString> chunk(PayloadRef ref, int position) {
        GetChunkRequest request =
                GetChunkRequest.newBuilder().setHash(ref.hash()).setPosition(position).build();
        return ledger.patiently(() -> payloads.getChunk(request))
                .invoke(answer -> refuse(answer.hasProblem(), answer.getProblem()))
                .map(GetChunkResponse::getContent);
    }

    private static void refuse(boolean refused, Problem problem) {
        if (refused) {
            throw ProblemException.of(problem);
        }
    }
}
