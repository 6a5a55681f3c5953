package dev.minion.ledger.copy;

import dev.minion.ledger.copy.FurtherPass.Compared;
import dev.minion.ledger.copy.LastPass.Moved;
import dev.minion.ledger.migration.CommandEnd;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;

/**
 * Tells what was done: people line by line, programs in one JSON value at the end.
 *
 * @param json whether programs listen
 */
record CopyReport(PrintStream out, boolean json, JsonObject all) {

    CopyReport(PrintStream out, boolean json) {
        this(out, json, new JsonObject().put("passes", new JsonArray()));
    }

    void copied(long rows) {
        all.put("copied", rows);
        line("Copied %,d rows.".formatted(rows));
    }

    void caughtUp(long changed) {
        all.getJsonArray("passes").add(changed);
        line("Caught up: %,d rows had changed.".formatted(changed));
    }

    void waiting(int ledgers) {
        line(
                ("Ledgers run on the source (%d connections). Stop them now; this goes on when they"
                                + " are gone.")
                        .formatted(ledgers));
    }

    /** Work goes on in the source. */
    CommandEnd followed() {
        line(
                "The target follows. To move: run the same with --finish, stop the ledger when it"
                        + " says so, and start it on the target.");
        return end(CommandEnd.DONE, false);
    }

    CommandEnd finished(Moved moved) {
        line(
                "%-24s %14s %14s  %-16s  %-16s"
                        .formatted("TABLE", "SOURCE", "TARGET", "CHECKSUM", ""));
        JsonArray tables = new JsonArray();
        for (Compared each : moved.tables()) {
            tables.add(json(each));
            line(
                    "%-24s %,14d %,14d  %s  %s  %s"
                            .formatted(
                                    each.table().name(),
                                    each.source().rows(),
                                    each.target().rows(),
                                    each.source().checksum(),
                                    each.target().checksum(),
                                    each.equal() ? "same" : "DIFFERENT"));
        }
        all.put("tables", tables).put("epoch", moved.epoch()).put("given_back", moved.givenBack());
        if (!moved.equal()) {
            line(
                    "They differ, so the target is no ledger. See what writes to it, and repeat this.");
            return end(CommandEnd.REFUSED, false);
        }
        line(
                ("Moved. The epoch is %d; %,d open attempts were given back. Start the ledger on the"
                                + " target, and never again on the source.")
                        .formatted(moved.epoch(), moved.givenBack()));
        return end(CommandEnd.DONE, true);
    }

    private static JsonObject json(Compared each) {
        return new JsonObject()
                .put("table", each.table().name())
                .put("source_rows", each.source().rows())
                .put("target_rows", each.target().rows())
                .put("source_checksum", each.source().checksum())
                .put("target_checksum", each.target().checksum())
                .put("equal", each.equal());
    }

    private void line(String text) {
        if (!json) {
            out.println(text);
        }
    }

    private CommandEnd end(CommandEnd end, boolean finished) {
        if (json) {
            out.println(all.put("finished", finished).encode());
        }
        return end;
    }
}
