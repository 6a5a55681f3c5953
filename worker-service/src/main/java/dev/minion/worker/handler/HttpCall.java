package dev.minion.worker.handler;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The input of {@code http.call}, checked.
 *
 * @param contentType of the body where the headers name none; null without a body
 * @param expected statuses that are a success; empty means 2xx
 */
record HttpCall(
        String method,
        URI url,
        Map<String, String> headers,
        byte @Nullable [] body,
        @Nullable String contentType,
        Duration timeout,
        Set<Integer> expected) {

    private static final Set<String> FIELDS =
            Set.of("method", "url", "headers", "body", "timeout", "expect_status");
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    /** What belongs to the connection, and what the worker itself sets. */
    private static final Set<String> OWN_HEADERS =
            Set.of(
                    "host",
                    "content-length",
                    "transfer-encoding",
                    "connection",
                    "keep-alive",
                    "upgrade",
                    "te",
                    "trailer",
                    "expect",
                    "accept-encoding",
                    "proxy-authorization",
                    "proxy-connection",
                    "idempotency-key",
                    "minion-fence",
                    "traceparent");

    private static final int MOST_HEADERS = 50;
    private static final int LONGEST_URL = 8_192;
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e]{0,8000}");

    static HttpCall parse(JsonNode json, HttpSettings settings) throws HandlerException {
        TaskInput input = TaskInput.of(json, FIELDS);
        String method = input.text("method", "GET").toUpperCase(Locale.ROOT);
        if (!METHODS.contains(method)) {
            throw TaskInput.invalid("/method", "must be one of " + METHODS);
        }
        JsonNode body = input.any("body");
        return new HttpCall(
                method,
                url(input.requiredText("url")),
                headers(input.any("headers")),
                body(body),
                contentType(body),
                input.duration("timeout", settings.timeout(), settings.longestTimeout()),
                expected(input.any("expect_status")));
    }

    /**
     * Scheme, host and port: what an error may say of the URL, since a path or query can be secret.
     */
    String origin() {
        return url.getScheme() + "://" + url.getRawAuthority();
    }

    boolean expects(int status) {
        return expected.isEmpty() ? status / 100 == 2 : expected.contains(status);
    }

    private static URI url(String text) throws HandlerException {
        try {
            URI url = new URI(text.length() > LONGEST_URL ? "" : text);
            String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
            if (!scheme.equals("http") && !scheme.equals("https")) {
                throw TaskInput.invalid("/url", "must be an http or https URL");
            }
            if (url.getRawUserInfo() != null) {
                throw TaskInput.invalid("/url", "must not hold credentials");
            }
            if (url.getRawAuthority() == null || url.getPort() == 0 || url.getPort() > 65_535) {
                throw TaskInput.invalid("/url", "must name a host");
            }
            return url;
        } catch (URISyntaxException e) {
            throw TaskInput.invalid("/url", "must be a URL of RFC 3986");
        }
    }

    private static Map<String, String> headers(JsonNode json) throws HandlerException {
        if (TaskInput.absent(json)) {
            return Map.of();
        }
        if (!json.isObject() || json.size() > MOST_HEADERS) {
            throw TaskInput.invalid(
                    "/headers", "must be an object of at most " + MOST_HEADERS + " strings");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (var header : json.properties()) {
            headers.put(headerName(header.getKey()), headerValue(header));
        }
        return headers;
    }

    private static String headerName(String name) throws HandlerException {
        if (!TOKEN.matcher(name).matches()) {
            throw TaskInput.invalid("/headers", "has a name that is no token of RFC 9110");
        }
        if (OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
            throw TaskInput.invalid("/headers/" + name, "is set by the worker");
        }
        return name;
    }

    private static String headerValue(Map.Entry<String, JsonNode> header) throws HandlerException {
        String value = header.getValue().textValue();
        if (value == null || !HEADER_VALUE.matcher(value).matches()) {
            throw TaskInput.invalid(
                    "/headers/" + header.getKey(), "must be a string of printable ASCII");
        }
        return value;
    }

    private static byte @Nullable [] body(JsonNode body) {
        if (TaskInput.absent(body)) {
            return null;
        }
        String text = body.isTextual() ? body.textValue() : body.toString();
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable String contentType(JsonNode body) {
        if (TaskInput.absent(body)) {
            return null;
        }
        return body.isTextual() ? "text/plain; charset=utf-8" : "application/json";
    }

    private static Set<Integer> expected(JsonNode json) throws HandlerException {
        if (TaskInput.absent(json)) {
            return Set.of();
        }
        Set<Integer> expected = new LinkedHashSet<>();
        for (JsonNode status : json) {
            if (!status.isInt() || status.intValue() < 200 || status.intValue() > 599) {
                throw TaskInput.invalid("/expect_status", "must hold statuses from 200 to 599");
            }
            expected.add(status.intValue());
        }
        if (!json.isArray() || expected.isEmpty()) {
            throw TaskInput.invalid("/expect_status", "must be a list of statuses");
        }
        return expected;
    }
}
