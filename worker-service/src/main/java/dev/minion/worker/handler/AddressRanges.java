package dev.minion.worker.handler;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * The special-purpose addresses of the IANA registries (RFC 6890 and its successors): none of them
 * is a host of the public internet. IPv6 forms that carry an IPv4 address are refused as a whole;
 * the mapped ones never arrive here, since {@link InetAddress} turns them into IPv4.
 */
final class AddressRanges {

    private static final List<Cidr> SPECIAL =
            List.of(
                    Cidr.parse("0.0.0.0/8"), // this network, unspecified
                    Cidr.parse("10.0.0.0/8"), // private
                    Cidr.parse("100.64.0.0/10"), // carrier-grade NAT
                    Cidr.parse("127.0.0.0/8"), // loopback
                    Cidr.parse("169.254.0.0/16"), // link-local, metadata services of clouds
                    Cidr.parse("172.16.0.0/12"), // private
                    Cidr.parse("192.0.0.0/24"), // protocol assignments
                    Cidr.parse("192.0.2.0/24"), // documentation
                    Cidr.parse("192.88.99.0/24"), // 6to4 relays
                    Cidr.parse("192.168.0.0/16"), // private
                    Cidr.parse("198.18.0.0/15"), // benchmarks
                    Cidr.parse("198.51.100.0/24"), // documentation
                    Cidr.parse("203.0.113.0/24"), // documentation
                    Cidr.parse("224.0.0.0/4"), // multicast
                    Cidr.parse("240.0.0.0/4")); // reserved, broadcast

    /** Where the public IPv6 internet lives; everything outside is special. */
    private static final Cidr GLOBAL_UNICAST = Cidr.parse("2000::/3");

    private static final List<Cidr> SPECIAL_IN_GLOBAL_UNICAST =
            List.of(
                    Cidr.parse("2001::/23"), // protocol assignments: Teredo, ORCHID, benchmarks
                    Cidr.parse("2001:db8::/32"), // documentation
                    Cidr.parse("2002::/16"), // 6to4
                    Cidr.parse("3fff::/20")); // documentation

    private AddressRanges() {}

    /** Whether the address may belong to a host of the public internet. */
    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return SPECIAL.stream().noneMatch(range -> range.contains(bytes));
        }
        return GLOBAL_UNICAST.contains(bytes)
                && SPECIAL_IN_GLOBAL_UNICAST.stream().noneMatch(range -> range.contains(bytes));
    }

    /** A block of addresses. */
    record Cidr(byte[] prefix, int bits) {

        static Cidr parse(String text) {
            int slash = text.lastIndexOf('/');
            byte[] prefix = InetAddress.ofLiteral(text.substring(0, slash)).getAddress();
            int bits = Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > prefix.length * 8) {
                throw new IllegalArgumentException("Not a CIDR block: " + text);
            }
            return new Cidr(prefix, bits);
        }

        boolean contains(InetAddress address) {
            return contains(address.getAddress());
        }

        private boolean contains(byte[] address) {
            int whole = bits / 8;
            if (address.length != prefix.length
                    || !Arrays.equals(address, 0, whole, prefix, 0, whole)) {
                return false;
            }
            int mask = 0xff & ~(0xff >>> bits % 8);
            return mask == 0 || (address[whole] & mask) == (prefix[whole] & mask);
        }
    }
}
