package dev.minion.ledger.migration;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows as text. */
public final class Lines {

    private static final JsonFactory JSON = new JsonFactory();

    private Lines() {}

    /** A heading and a line for each row, in columns. */
    public static List<String> table(List<String> names, List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>();
        all.add(names.stream().map(name -> name.toUpperCase(Locale.ROOT)).toList());
        all.addAll(rows);
        List<String> lines = new ArrayList<>();
        for (List<String> row : all) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                line.append(row.get(column));
                line.repeat(' ', width(all, column) - row.get(column).length() + 2);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    /** {@code {"items": [...]}} with an object for each row; what is empty is null. */
    public static String json(List<String> names, List<List<String>> rows) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeArrayFieldStart("items");
            for (List<String> row : rows) {
                json.writeStartObject();
                for (int column = 0; column < names.size(); column++) {
                    String value = row.get(column);
                    json.writeStringField(names.get(column), value.isEmpty() ? null : value);
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }
}
