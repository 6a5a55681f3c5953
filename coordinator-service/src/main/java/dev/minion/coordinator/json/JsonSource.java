package dev.minion.coordinator.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One pass over a body. The source stands on a token; each reader consumes the value it stands on,
 * so that the next {@link #next()} is what follows it.
 *
 * <p>Raw values share the body's array, which must not be changed afterwards.
 */
public final class JsonSource {

    /**
     * Deeper text ends the pass; between {@link Limits#JSON_DEPTH} and this it is a fault of its
     * item.
     */
    private static final int PARSER_DEPTH = 20_000;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(PARSER_DEPTH)
                                    .maxStringLength(Limits.MESSAGE_BYTES)
                                    .build())
                    .build();

    private final byte[] body;
    private final JsonParser parser;
    private final boolean mayHideNul;
    private final List<NamesSeen> namesByDepth = new ArrayList<>(4);

    /**
     * Starts on the body's first token.
     *
     * @throws MalformedJsonException where there is none, or the bytes are not UTF-8
     */
    public JsonSource(byte[] body) {
        this.body = body;
        this.mayHideNul = BodyText.mayHideNul(body);
        try {
            this.parser = FACTORY.createParser(body);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        if (next() == JsonToken.NOT_AVAILABLE) {
            throw new MalformedJsonException("the body is empty; it must be a JSON object");
        }
    }

    /** The next token; NOT_AVAILABLE at the end. */
    public JsonToken next() {
        try {
            JsonToken token = parser.nextToken();
            return token == null ? JsonToken.NOT_AVAILABLE : token;
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /** The token it stands on. */
    public JsonToken token() {
        JsonToken token = parser.currentToken();
        return token == null ? JsonToken.NOT_AVAILABLE : token;
    }

    /** The member's name it stands on. */
    public String name() {
        try {
            return parser.currentName();
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /** The text it stands on. */
    public String text() {
        try {
            return parser.getText();
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /** Refuses anything after the document. */
    public void end() {
        if (next() != JsonToken.NOT_AVAILABLE) {
            throw new MalformedJsonException("there is more after the end of the document");
        }
    }

    /** Consumes the value without a look at it. */
    public void skip() {
        try {
            var ignored = parser.skipChildren();
            parser.finishToken();
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /**
     * Consumes the value, checks what the user may not put into it, and cuts it out as it is.
     *
     * @param pointer where it stands, for faults
     */
    public ByteString raw(Faults faults, String pointer) {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        check(faults, pointer);
        int end = (int) parser.currentLocation().getByteOffset();
        return UnsafeByteOperations.unsafeWrap(body, start, end - start);
    }

    private void check(Faults faults, String pointer) {
        int depth = 0;
        boolean tooDeep = false;
        while (true) {
            JsonToken token = token();
            if (token.isStructStart()) {
                depth++;
                tooDeep |= depth > Limits.JSON_DEPTH;
                names(depth).clear();
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.FIELD_NAME) {
                checkName(faults, pointer, depth);
            } else {
                checkScalar(faults, pointer);
            }
            if (depth == 0) {
                break;
            }
            var ignored = next();
        }
        if (tooDeep) {
            faults.invalid(pointer, "is nested deeper than " + Limits.JSON_DEPTH + " levels");
        }
    }

    private void checkName(Faults faults, String pointer, int depth) {
        String name = name();
        if (depth <= Limits.JSON_DEPTH && !names(depth).add(name)) {
            faults.invalid(pointer + Faults.step(name), "is given twice in its object");
        }
        if (mayHideNul && name.indexOf('\0') >= 0) {
            faults.invalid(pointer, "has a name that contains U+0000");
        }
    }

    private void checkScalar(Faults faults, String pointer) {
        try {
            parser.finishToken();
        } catch (IOException e) {
            throw malformed(e);
        }
        if (mayHideNul && token() == JsonToken.VALUE_STRING && text().indexOf('\0') >= 0) {
            faults.add(FailureCode.VALIDATION, pointer, "contains U+0000");
        }
    }

    private NamesSeen names(int depth) {
        int slot = Math.min(depth, Limits.JSON_DEPTH + 1);
        while (namesByDepth.size() <= slot) {
            namesByDepth.add(new NamesSeen());
        }
        return namesByDepth.get(slot);
    }

    private static MalformedJsonException malformed(IOException e) {
        if (!(e instanceof JsonProcessingException json)) {
            return new MalformedJsonException("the body is not JSON");
        }
        JsonLocation at = json.getLocation();
        String reason = json.getOriginalMessage();
        String shown = reason.length() <= 200 ? reason : reason.substring(0, 200) + "…";
        return new MalformedJsonException(
                at == null
                        ? shown
                        : "line %d, column %d: %s"
                                .formatted(at.getLineNr(), at.getColumnNr(), shown));
    }
}
