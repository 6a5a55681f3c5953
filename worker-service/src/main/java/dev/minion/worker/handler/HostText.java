package dev.minion.worker.handler;

import java.net.InetAddress;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Hosts as they are written in a URL. Notations of IPv4 other than four decimal numbers ({@code
 * 0x7f.1}, {@code 2130706433}, {@code 017700000001}, {@code 127.1}) are refused: resolvers read
 * them in different ways, so a check of one reading says nothing about the other.
 */
final class HostText {

    private static final String BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");

    /** RFC 1123 labels, with the underscore that some networks use. */
    private static final Pattern NAME =
            Pattern.compile(
                    "(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
                            + "(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*\\.?");

    /** What a resolver may take for a number: the last label is decimal, octal or hexadecimal. */
    private static final Pattern NUMBERLIKE =
            Pattern.compile("(.*\\.)?(\\d+|0[xX][0-9A-Fa-f]*)\\.?");

    private HostText() {}

    /**
     * Whether the host is a plain name, four decimal numbers, or IPv6 in brackets without a zone.
     */
    static boolean isPlain(String host) {
        return literal(host) != null
                || (NAME.matcher(host).matches() && !NUMBERLIKE.matcher(host).matches());
    }

    /** The address that the host spells out; null where it is a name, or odd. */
    static @Nullable InetAddress literal(String host) {
        if (IPV4.matcher(host).matches()) {
            return InetAddress.ofLiteral(host);
        }
        if (host.startsWith("[") && host.endsWith("]") && host.indexOf('%') < 0) {
            return ipv6(host.substring(1, host.length() - 1));
        }
        return null;
    }

    private static @Nullable InetAddress ipv6(String text) {
        try {
            return text.indexOf(':') < 0 ? null : InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
