package dev.minion.dedup.rpc;

import com.google.protobuf.ByteString;
import dev.minion.contracts.dedup.AttemptClaim;
import dev.minion.contracts.dedup.BeginKeysRequest;
import dev.minion.contracts.dedup.ClaimRequest;
import dev.minion.contracts.dedup.CommitKeysRequest;
import dev.minion.contracts.dedup.CommittedKey;
import dev.minion.contracts.dedup.IdempotencyKey;
import dev.minion.contracts.tasks.Fence;

/** Requests of tests. */
final class Calls {

    private Calls() {}

    static IdempotencyKey key(String key) {
        return IdempotencyKey.newBuilder().setNamespace("default").setKey(key).build();
    }

    static BeginKeysRequest begin(String owner, String key) {
        return BeginKeysRequest.newBuilder().setOwner(owner).addKeys(key(key)).build();
    }

    static CommitKeysRequest commit(String key, ByteString taskId, ByteString hash) {
        return CommitKeysRequest.newBuilder()
                .addKeys(
                        CommittedKey.newBuilder()
                                .setNamespace("default")
                                .setKey(key)
                                .setTaskId(taskId)
                                .setPayloadHash(hash))
                .build();
    }

    static ClaimRequest claim(String worker, ByteString taskId, int attempt) {
        Fence fence = Fence.newBuilder().setEpoch(1).setAttempt(attempt).build();
        return ClaimRequest.newBuilder()
                .setWorkerId(worker)
                .addClaims(AttemptClaim.newBuilder().setTaskId(taskId).setFence(fence))
                .build();
    }
}
