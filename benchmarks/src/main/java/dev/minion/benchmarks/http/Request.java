package dev.minion.benchmarks.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A request in the bytes that go over the wire; may be sent any number of times. */
public final class Request {

    private final byte[] wire;

    Request(String head, byte[] body) {
        byte[] ascii = head.getBytes(StandardCharsets.US_ASCII);
        wire = new byte[ascii.length + body.length];
        System.arraycopy(ascii, 0, wire, 0, ascii.length);
        System.arraycopy(body, 0, wire, ascii.length, body.length);
    }

    ByteBuffer bytes() {
        return ByteBuffer.wrap(wire).asReadOnlyBuffer();
    }
}
