package dev.minion.coordinator.change;

import dev.minion.contracts.ledger.Change;
import dev.minion.contracts.ledger.ChangesPage;
import dev.minion.coordinator.json.JsonOut;
import dev.minion.coordinator.task.TransitionJson;

/** From the ledger's changes to what clients read. */
final class ChangeJson {

    private static final int BYTES_A_CHANGE = 350;

    private ChangeJson() {}

    /** A page. Its cursor is always there: one goes on from it when there is more. */
    static JsonOut page(ChangesPage page) {
        JsonOut out = new JsonOut(BYTES_A_CHANGE * (1 + page.getChangesCount()));
        out.object().array("items");
        page.getChangesList().forEach(change -> members(out.object(), change).endObject());
        return out.endArray()
                .text("next_cursor", page.getNext())
                .bool("caught_up", page.getCaughtUp())
                .endObject();
    }

    /** One change. */
    static JsonOut document(Change change) {
        return members(new JsonOut(BYTES_A_CHANGE).object(), change).endObject();
    }

    private static JsonOut members(JsonOut out, Change change) {
        out.text("cursor", change.getPosition())
                .uuid("task_id", change.getTaskId())
                .text("namespace", change.getNamespace())
                .text("type", change.getType());
        return TransitionJson.members(out, change.getTransition());
    }
}
