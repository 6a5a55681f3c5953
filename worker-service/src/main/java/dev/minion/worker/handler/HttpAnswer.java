package dev.minion.worker.handler;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * Turns a response into the output of {@code http.call}. The body is unpacked here and counted
 * while it is unpacked, so a small response that unpacks to gigabytes is cut off at the limit.
 */
final class HttpAnswer {

    private final int bodyBytes;

    HttpAnswer(int bodyBytes) {
        this.bodyBytes = bodyBytes;
    }

    ObjectNode read(ClassicHttpResponse response) throws IOException {
        ObjectNode output = JsonNodeFactory.instance.objectNode();
        output.put("status", response.getCode());
        output.set("headers", headers(response));
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return output.putNull("body").put("truncated", false);
        }
        InputStream wire = entity.getContent();
        byte[] bytes = unpacked(entity, wire).readNBytes(bodyBytes + 1);
        boolean truncated = bytes.length > bodyBytes;
        if (!truncated && wire.read() >= 0) {
            throw new IOException("Bytes after the end of the packed body");
        }
        int length = Math.min(bytes.length, bodyBytes);
        body(output, ByteBuffer.wrap(bytes, 0, length), contentType(entity), truncated);
        return output.put("truncated", truncated);
    }

    private static InputStream unpacked(HttpEntity entity, InputStream wire) throws IOException {
        String encoding = entity.getContentEncoding();
        boolean packed =
                encoding != null
                        && (encoding.equalsIgnoreCase("gzip")
                                || encoding.equalsIgnoreCase("x-gzip"));
        return packed ? new GZIPInputStream(wire) : wire;
    }

    private static ObjectNode headers(ClassicHttpResponse response) {
        ObjectNode headers = JsonNodeFactory.instance.objectNode();
        for (Header header : response.getHeaders()) {
            String name = header.getName().toLowerCase(Locale.ROOT);
            String value = header.getValue() == null ? "" : header.getValue().replace('\0', ' ');
            JsonNode earlier = headers.get(name);
            if (earlier == null) {
                headers.put(name, value);
            } else if (earlier instanceof ArrayNode several) {
                several.add(value);
            } else {
                headers.putArray(name).add(earlier).add(value);
            }
        }
        return headers;
    }

    private static void body(
            ObjectNode output, ByteBuffer bytes, @Nullable ContentType type, boolean truncated) {
        if (!bytes.hasRemaining()) {
            output.putNull("body");
            return;
        }
        String text = text(bytes.duplicate(), type, truncated);
        if (text == null) {
            output.put("body", Base64.getEncoder().encodeToString(copy(bytes)));
            output.put("encoding", "base64");
        } else {
            output.set("body", isJson(type) && !truncated ? json(text) : new TextNode(text));
        }
    }

    /** The value; the text itself where it is no JSON, or JSON that Postgres would refuse. */
    private static JsonNode json(String text) {
        try {
            return text.contains("\\u0000") ? new TextNode(text) : Json.MAPPER.readTree(text);
        } catch (JacksonException e) {
            return new TextNode(text);
        }
    }

    private static @Nullable String text(
            ByteBuffer bytes, @Nullable ContentType type, boolean truncated) {
        if (!isText(type)) {
            return null;
        }
        Charset named = type == null ? null : type.getCharset();
        CodingErrorAction onMalformed =
                truncated ? CodingErrorAction.REPLACE : CodingErrorAction.REPORT;
        try {
            String text =
                    (named == null ? StandardCharsets.UTF_8 : named)
                            .newDecoder()
                            .onMalformedInput(onMalformed)
                            .onUnmappableCharacter(onMalformed)
                            .decode(bytes)
                            .toString();
            return text.indexOf('\0') < 0 ? text : null;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static @Nullable ContentType contentType(HttpEntity entity) {
        return ContentType.parseLenient(entity.getContentType());
    }

    private static boolean isJson(@Nullable ContentType type) {
        return type != null
                && (type.getMimeType().equalsIgnoreCase("application/json")
                        || type.getMimeType().toLowerCase(Locale.ROOT).endsWith("+json"));
    }

    private static boolean isText(@Nullable ContentType type) {
        if (type == null || isJson(type) || type.getCharset() != null) {
            return true;
        }
        String name = type.getMimeType().toLowerCase(Locale.ROOT);
        return name.startsWith("text/")
                || name.endsWith("xml")
                || name.equals("application/x-www-form-urlencoded")
                || name.equals("application/javascript");
    }

    private static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }
}
