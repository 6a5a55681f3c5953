package dev.minion.benchmarks.http;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Where the interface is served, and the headers that each request carries.
 *
 * @param address of the server
 * @param headers name to value, beside {@code Host} and the lengths
 */
public record Endpoint(InetSocketAddress address, Map<String, String> headers) {

    private static final int HTTP_PORT = 80;

    public Endpoint {
        headers = Map.copyOf(headers);
    }

    /**
     * The endpoint of an {@code http} URL without a path.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Endpoint of(URI url, Map<String, String> headers) {
        boolean plain = url.getPath() == null || url.getPath().matches("/?");
        if (!"http".equals(url.getScheme()) || url.getHost() == null || !plain) {
            throw new IllegalArgumentException("not of the form http://HOST:PORT: " + url);
        }
        int port = url.getPort() < 0 ? HTTP_PORT : url.getPort();
        return new Endpoint(new InetSocketAddress(url.getHost(), port), headers);
    }

    /** A request for what is there. */
    public Request get(String target) {
        return new Request(head("GET", target).append("\r\n").toString(), new byte[0]);
    }

    /** A request that sends JSON. */
    public Request post(String target, byte[] json) {
        return send("POST", target, json);
    }

    private Request send(String method, String target, byte[] json) {
        String head =
                head(method, target)
                        .append("Content-Type: application/json\r\nContent-Length: ")
                        .append(json.length)
                        .append("\r\n\r\n")
                        .toString();
        return new Request(head, json);
    }

    /** As {@link #post(String, byte[])}, from text. */
    public Request post(String target, String json) {
        return post(target, json.getBytes(StandardCharsets.UTF_8));
    }

    /** A request that changes what is there. */
    public Request patch(String target, String json) {
        return send("PATCH", target, json.getBytes(StandardCharsets.UTF_8));
    }

    private StringBuilder head(String method, String target) {
        StringBuilder head =
                new StringBuilder()
                        .append(method)
                        .append(' ')
                        .append(target)
                        .append(" HTTP/1.1\r\nHost: ")
                        .append(address.getHostString())
                        .append(':')
                        .append(address.getPort())
                        .append("\r\n");
        headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        return head;
    }
}
