package dev.minion.worker.handler;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Singleton;

/** {@code demo.echo}: the output is the input. */
@Singleton
public final class EchoHandler implements Handler {

    @Override
    public String type() {
        return "demo.echo";
    }

    @Override
    public boolean nonBlocking() {
        return true;
    }

    @Override
    public JsonNode run(HandlerContext context) {
        return context.input();
    }
}
