package dev.minion.coordinator.submission;

import com.google.protobuf.ByteString;
import dev.minion.coordinator.http.Caller;
import java.util.List;

/**
 * What one client asks for in one request.
 *
 * @param batch whether items are told apart by pointers and keys of their own
 * @param atomic whether one refusal refuses all
 * @param key the idempotency key, or empty
 * @param hash of the payload; empty without a key
 */
record Request(
        List<Draft> drafts,
        boolean batch,
        boolean atomic,
        String key,
        ByteString hash,
        Caller caller) {

    Request {
        drafts = List.copyOf(drafts);
    }

    /** A lone task. */
    static Request one(Draft draft, String key, Caller caller) {
        return of(List.of(draft), false, false, key, caller);
    }

    /** A batch. */
    static Request batch(List<Draft> drafts, boolean atomic, String key, Caller caller) {
        return of(drafts, true, atomic, key, caller);
    }

    /** The pointer of an item. */
    String pointer(int item) {
        return batch ? "/tasks/" + item : "";
    }

    /** The idempotency key of an item, or empty. */
    String key(int item) {
        return batch && !key.isEmpty() ? IdempotencyKeys.ofItem(key, item) : key;
    }

    private static Request of(
            List<Draft> drafts, boolean batch, boolean atomic, String key, Caller caller) {
        ByteString hash = key.isEmpty() ? ByteString.EMPTY : IdempotencyKeys.hash(drafts, atomic);
        return new Request(drafts, batch, atomic, key, hash, caller);
    }
}
