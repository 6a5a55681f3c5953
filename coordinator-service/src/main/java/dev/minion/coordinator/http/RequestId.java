package dev.minion.coordinator.http;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.coordinator.problem.ProblemException;
import java.util.UUID;

/** Ids as requests name them. */
public final class RequestId {

    private RequestId() {}

    /**
     * The id in a path.
     *
     * @throws ProblemException bad-parameter where it is none
     */
    public static UUID ofPath(String text) {
        UUID id = Ids.parse(text);
        if (id == null) {
            throw new ProblemException(
                    FailureCode.BAD_PARAMETER, "the id in the path is not a UUID");
        }
        return id;
    }

    /**
     * The cursor of a list in which that is the last one's id; empty where there is none.
     *
     * @throws ProblemException bad-cursor where it is no id
     */
    public static ByteString ofCursor(String text) {
        UUID id = Ids.parse(text);
        if (id == null && !text.isEmpty()) {
            throw new ProblemException(FailureCode.BAD_CURSOR, "not a cursor of this list");
        }
        return id == null ? ByteString.EMPTY : Ids.toBytes(id);
    }
}
