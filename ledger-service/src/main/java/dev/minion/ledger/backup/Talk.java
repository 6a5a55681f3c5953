package dev.minion.ledger.backup;

import dev.minion.ledger.migration.CommandEnd;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;

/**
 * What a command says at its end.
 *
 * @param json whether programs listen: then all of it is one JSON value on {@code out}
 */
public record Talk(PrintStream out, PrintStream err, boolean json) {

    /** Says why it was not done, and hands the end on. */
    public CommandEnd failed(CommandEnd end, String code, String message) {
        if (json) {
            JsonObject error = new JsonObject().put("code", code).put("message", message);
            out.println(new JsonObject().put("error", error).encode());
        } else {
            err.println(message);
        }
        return end;
    }
}
