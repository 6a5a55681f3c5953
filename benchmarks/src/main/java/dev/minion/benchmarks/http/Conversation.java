package dev.minion.benchmarks.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What is asked over the connections of a pump, and what becomes of the answers. */
public interface Conversation {

    /** The next request of any connection that is free; null where there is none. */
    @Nullable Request next();

    /**
     * An answer has come. Answers that ask to come again later do not get here: the pump does.
     *
     * @param nanos since the first try of the request was sent
     * @throws IOException to end the conversation as failed
     */
    void answered(Response response, long nanos) throws IOException;
}
