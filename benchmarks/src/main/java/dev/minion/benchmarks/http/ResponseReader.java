package dev.minion.benchmarks.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Puts one answer after the other together from what the socket gives (RFC 9112). */
final class ResponseReader {

    private static final int MAX_BYTES = 64 << 20;
    private static final int UNKNOWN = -1;
    private static final int CHUNKED = -2;

    private byte[] bytes = new byte[16 << 10];
    private int end;
    private int bodyStart = UNKNOWN;
    private int bodyLength;
    private int status;
    private int retryAfter;

    /**
     * Takes what has arrived.
     *
     * @return the answer, once it is whole
     */
    @Nullable Response add(ByteBuffer arrived) throws IOException {
        int count = arrived.remaining();
        if (end + count > MAX_BYTES) {
            throw new IOException("an answer of more than " + MAX_BYTES + " bytes");
        }
        if (end + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end + count, bytes.length * 2));
        }
        arrived.get(bytes, end, count);
        end += count;
        if (bodyStart == UNKNOWN) {
            readHead(Math.max(0, end - count - 3));
        }
        return bodyStart == UNKNOWN ? null : readBody();
    }

    private void readHead(int from) throws IOException {
        int blank = find("\r\n\r\n", from);
        if (blank == UNKNOWN) {
            return;
        }
        String[] lines = new String(bytes, 0, blank, StandardCharsets.ISO_8859_1).split("\r\n", -1);
        if (!lines[0].matches("HTTP/1\\.[01] \\d{3}.*")) {
            throw new IOException("not an HTTP answer: " + lines[0]);
        }
        status = Integer.parseInt(lines[0].substring(9, 12));
        retryAfter = 0;
        bodyLength = 0;
        for (int i = 1; i < lines.length; i++) {
            readHeader(lines[i]);
        }
        bodyStart = blank + 4;
    }

    private void readHeader(String line) {
        int colon = line.indexOf(':');
        String value = line.substring(colon + 1).strip();
        switch (line.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT)) {
            case "content-length" -> bodyLength = Integer.parseInt(value);
            case "transfer-encoding" -> bodyLength = CHUNKED;
            case "retry-after" ->
                    retryAfter = value.matches("\\d{1,6}") ? Integer.parseInt(value) : 1;
            default -> {}
        }
    }

    private @Nullable Response readBody() throws IOException {
        if (bodyLength == CHUNKED) {
            return readChunks();
        }
        if (end < bodyStart + bodyLength) {
            return null;
        }
        return answer(Arrays.copyOfRange(bytes, bodyStart, bodyStart + bodyLength));
    }

    /** Starts over with each arrival: answers in chunks are rare here, and small. */
    private @Nullable Response readChunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int at = bodyStart;
        while (true) {
            int lineEnd = find("\r\n", at);
            if (lineEnd == UNKNOWN) {
                return null;
            }
            int size = chunkSize(at, lineEnd);
            int next = lineEnd + 2 + size + 2;
            if (next > end) {
                return null;
            }
            if (size == 0) {
                return answer(body.toByteArray());
            }
            body.write(bytes, lineEnd + 2, size);
            at = next;
        }
    }

    private int chunkSize(int from, int to) throws IOException {
        String line = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        try {
            return Integer.parseInt(line.split(";", 2)[0].strip(), 16);
        } catch (NumberFormatException garbage) {
            throw new IOException("not the size of a chunk: " + line, garbage);
        }
    }

    private Response answer(byte[] body) {
        Response response = new Response(status, retryAfter, body);
        // One request at a time is under way, so nothing of the next answer can be here.
        end = 0;
        bodyStart = UNKNOWN;
        return response;
    }

    private int find(String ascii, int from) {
        for (int at = from; at <= end - ascii.length(); at++) {
            int same = 0;
            while (same < ascii.length() && bytes[at + same] == ascii.charAt(same)) {
                same++;
            }
            if (same == ascii.length()) {
                return at;
            }
        }
        return UNKNOWN;
    }
}
