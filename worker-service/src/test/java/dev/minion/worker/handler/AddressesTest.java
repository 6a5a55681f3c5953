package dev.minion.worker.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.1",
                "198.51.100.1",
                "203.0.113.9",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:a9fe:a9fe",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:2::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "2002:a00:1::1",
                "3fff::1",
                "fc00::1",
                "fd12:3456::1",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "5f00::1"
            })
    void aSpecialAddressIsNotPublic(String address) {
        assertThat(AddressRanges.isPublic(InetAddress.ofLiteral(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.1",
                "100.63.255.255",
                "100.128.0.1",
                "126.1.1.1",
                "128.0.0.1",
                "169.253.1.1",
                "172.15.255.255",
                "172.32.0.1",
                "192.167.1.1",
                "198.17.255.255",
                "198.20.0.1",
                "223.255.255.255",
                "::ffff:8.8.8.8",
                "2606:4700:4700::1111",
                "2001:4860:4860::8888",
                "2a00:1450::1"
            })
    void anotherAddressIsPublic(String address) {
        assertThat(AddressRanges.isPublic(InetAddress.ofLiteral(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x7f.1",
                "0x7f.0.0.1",
                "0x7f000001",
                "2130706433",
                "017700000001",
                "127.1",
                "127.0.1",
                "0177.0.0.1",
                "127.0.0.01",
                "256.1.1.1",
                "1.2.3.4.5",
                "1.2.3.4.",
                "example.0x1",
                "[fe80::1%eth0]",
                "[::1",
                "::1",
                "[127.0.0.1]",
                "",
                ".",
                "a..b",
                "-a.com",
                "ex ample.com",
                "１２７.0.0.1",
                "ⓛocalhost",
                "a%2eb",
                "[::ffff:0x7f.1]"
            })
    void anOddlyWrittenHostIsRefused(String host) {
        assertThat(HostText.isPlain(host)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "example.com",
                "example.com.",
                "a-b.c_d.example",
                "1.2.3.4",
                "[::1]",
                "[::ffff:1.2.3.4]",
                "3com.com",
                "xn--bcher-kva.example",
                "0x.example"
            })
    void anOrdinaryHostIsPlain(String host) {
        assertThat(HostText.isPlain(host)).isTrue();
    }

    @Test
    void whatIsAllowedIsAnEndpointOrABlock() throws Exception {
        AllowedTargets targets =
                new AllowedTargets(
                        Optional.of(
                                List.of(
                                        "127.0.0.1:8080",
                                        "[::1]:9000",
                                        "Db.internal:5432",
                                        "10.1.0.0/16",
                                        "fd00::/8")));
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");

        assertThat(targets.allows("127.0.0.1", loopback, 8080)).isTrue();
        assertThat(targets.allows("localhost", loopback, 8080)).isTrue();
        assertThat(targets.allows("127.0.0.1", loopback, 8081)).isFalse();
        assertThat(targets.allows("127.0.0.1", InetAddress.ofLiteral("127.0.0.2"), 8080)).isFalse();
        assertThat(targets.allows("[::1]", InetAddress.ofLiteral("::1"), 9000)).isTrue();
        assertThat(targets.allows("db.internal", InetAddress.ofLiteral("192.168.0.4"), 5432))
                .isTrue();
        assertThat(targets.allows("evil.example", InetAddress.ofLiteral("192.168.0.4"), 5432))
                .isFalse();
        assertThat(targets.allows("x", InetAddress.ofLiteral("10.1.2.3"), 1)).isTrue();
        assertThat(targets.allows("x", InetAddress.ofLiteral("10.2.2.3"), 1)).isFalse();
        assertThat(targets.allows("x", InetAddress.ofLiteral("fd01::1"), 1)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "10.0.0.0/33", "10.0.0.0/-1", "host:port", ":80"})
    void aWrongEntryStopsTheStart(String entry) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AllowedTargets(Optional.of(List.of(entry))));
    }
}
