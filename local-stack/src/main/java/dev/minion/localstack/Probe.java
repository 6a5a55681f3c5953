package dev.minion.localstack;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The smallest question of each server's protocol, asked over a plain socket. */
final class Probe {

    private static final int TIMEOUT_MS = 2_000;
    private static final int PROTOCOL_3_0 = 196_608;
    private static final short METADATA = 3;
    private static final short METADATA_VERSION = 4;

    private Probe() {}

    private interface Question {
        boolean ask(DataOutputStream out, DataInputStream in) throws IOException;
    }

    /** A startup message, answered by a request to authenticate: it accepts connections. */
    static boolean postgres(int port, String user, String database) {
        byte[] body =
                ("user\0" + user + "\0database\0" + database + "\0\0")
                        .getBytes(StandardCharsets.UTF_8);
        return ask(
                port,
                (out, in) -> {
                    out.writeInt(body.length + 8);
                    out.writeInt(PROTOCOL_3_0);
                    out.write(body);
                    out.flush();
                    return in.readByte() == 'R';
                });
    }

    /** PING, answered by PONG and not by LOADING. */
    static boolean redis(int port) {
        return "+PONG".equals(redis(port, "PING"));
    }

    /** A command without arguments; the first line of the answer, or "" when there is none. */
    static String redis(int port, String command) {
        StringBuilder line = new StringBuilder();
        ask(
                port,
                (out, in) -> {
                    out.write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                    for (int c = in.read(); c >= 0 && c != '\r'; c = in.read()) {
                        line.append((char) c);
                    }
                    return true;
                });
        return line.toString();
    }

    /** A metadata request in whose answer a broker appears: it is registered and unfenced. */
    static boolean kafka(int port) {
        return ask(
                port,
                (out, in) -> {
                    out.writeInt(2 + 2 + 4 + 2 + 4 + 1);
                    out.writeShort(METADATA);
                    out.writeShort(METADATA_VERSION);
                    out.writeInt(1); // correlation id
                    out.writeShort(-1); // no client id
                    out.writeInt(0); // no topics
                    out.writeByte(0); // create none
                    out.flush();
                    in.readInt(); // size
                    in.readInt(); // correlation id
                    in.readInt(); // throttle time
                    return in.readInt() > 0; // brokers
                });
    }

    /** Any answer to a request for the root. */
    static boolean http(int port) {
        return ask(
                port,
                (out, in) -> {
                    out.writeBytes(
                            "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
                    out.flush();
                    return in.readByte() == 'H';
                });
    }

    private static boolean ask(int port, Question question) {
        try (Socket socket = new Socket()) {
            socket.connect(Ports.loopback(port), TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            return question.ask(
                    new DataOutputStream(
                            new java.io.BufferedOutputStream(socket.getOutputStream())),
                    new DataInputStream(socket.getInputStream()));
        } catch (IOException noAnswer) {
            return false;
        }
    }
}
