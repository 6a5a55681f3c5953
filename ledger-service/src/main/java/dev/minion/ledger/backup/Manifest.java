package dev.minion.ledger.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.minion.ledger.migration.InstalledChange;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HexFormat;
import java.util.List;

/**
 * What a backup says of itself.
 *
 * @param takenAt when its snapshot was taken, RFC 3339 in UTC
 * @param postgres the version of the server
 * @param epoch of the ledger at that time
 * @param changes that its schema had, in order
 * @param tables in the order in which they can be filled
 */
record Manifest(
        String takenAt,
        String postgres,
        int epoch,
        List<InstalledChange> changes,
        List<Content> tables) {

    /** Raised when files are written that this program cannot read. */
    private static final int FORMAT = 1;

    /**
     * The rows of one table.
     *
     * @param lastIdentity the highest value that the table's sequence had given out, 0 where it has
     *     none
     * @param bytes before compression
     * @param sha256 of these, in hexadecimal digits
     */
    record Content(LedgerTable table, long lastIdentity, long rows, long bytes, String sha256) {}

    /** Of all tables. */
    long rows() {
        return tables.stream().mapToLong(Content::rows).sum();
    }

    /** Of all tables, before compression. */
    long bytes() {
        return tables.stream().mapToLong(Content::bytes).sum();
    }

    /** As it stands in the file. */
    JsonObject json() {
        JsonArray contents = new JsonArray();
        tables.forEach(each -> contents.add(json(each)));
        return new JsonObject()
                .put("format", FORMAT)
                .put("taken_at", takenAt)
                .put("postgres", postgres)
                .put("epoch", epoch)
                .put("schema", schema())
                .put("rows", rows())
                .put("bytes", bytes())
                .put("tables", contents);
    }

    private JsonObject schema() {
        JsonArray all = new JsonArray();
        StringBuilder text = new StringBuilder();
        for (InstalledChange change : changes) {
            all.add(new JsonObject().put("id", change.id()).put("checksum", change.checksum()));
            text.append(change.id()).append(' ').append(change.checksum()).append('\n');
        }
        String hash =
                HexFormat.of().formatHex(Sha256.start().digest(text.toString().getBytes(UTF_8)));
        return new JsonObject().put("sha256", hash).put("changes", all);
    }

    private static JsonObject json(Content content) {
        return new JsonObject()
                .put("name", content.table.name())
                .put("columns", new JsonArray(content.table.columns()))
                .put("identity", content.table.identity())
                .put("last_identity", content.lastIdentity)
                .put("rows", content.rows)
                .put("bytes", content.bytes)
                .put("sha256", content.sha256);
    }

    /**
     * Reads one.
     *
     * @throws RefusedException where it cannot be understood
     */
    static Manifest of(String text) throws RefusedException {
        try {
            JsonObject json = new JsonObject(text);
            if (!Integer.valueOf(FORMAT).equals(json.getInteger("format"))) {
                throw new RefusedException(
                        "it has the format "
                                + json.getValue("format")
                                + ", and this program reads "
                                + FORMAT);
            }
            return new Manifest(
                    json.getString("taken_at"),
                    json.getString("postgres"),
                    json.getInteger("epoch"),
                    objects(json.getJsonObject("schema").getJsonArray("changes")).stream()
                            .map(Manifest::change)
                            .toList(),
                    objects(json.getJsonArray("tables")).stream().map(Manifest::content).toList());
        } catch (DecodeException | ClassCastException | NullPointerException wrong) {
            throw new RefusedException("its manifest cannot be understood: " + wrong.getMessage());
        }
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast).toList();
    }

    private static InstalledChange change(JsonObject json) {
        return new InstalledChange(json.getString("id"), json.getString("checksum"));
    }

    private static Content content(JsonObject json) {
        List<String> columns =
                json.getJsonArray("columns").stream().map(String.class::cast).toList();
        return new Content(
                new LedgerTable(json.getString("name"), columns, json.getString("identity")),
                json.getLong("last_identity"),
                json.getLong("rows"),
                json.getLong("bytes"),
                json.getString("sha256"));
    }
}
