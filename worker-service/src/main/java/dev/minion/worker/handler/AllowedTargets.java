package dev.minion.worker.handler;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The private targets that the operator allows, beside the public internet. */
final class AllowedTargets {

    private final List<AddressRanges.Cidr> blocks = new ArrayList<>();
    private final List<Endpoint> endpoints = new ArrayList<>();

    AllowedTargets(Optional<List<String>> entries) {
        entries.orElse(List.of()).stream()
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .forEach(this::add);
    }

    /** Whether a connection to this address, found for this host, may be made. */
    boolean allows(String host, InetAddress address, int port) {
        return AddressRanges.isPublic(address)
                || blocks.stream().anyMatch(block -> block.contains(address))
                || endpoints.stream().anyMatch(endpoint -> endpoint.is(host, address, port));
    }

    private void add(String entry) {
        if (entry.indexOf('/') >= 0) {
            blocks.add(AddressRanges.Cidr.parse(entry));
        } else {
            endpoints.add(Endpoint.parse(entry));
        }
    }

    private record Endpoint(String host, @Nullable InetAddress address, int port) {

        static Endpoint parse(String entry) {
            int colon = entry.lastIndexOf(':');
            if (colon <= 0) {
                throw new IllegalArgumentException(
                        "minion.handlers.http.allowed: neither host:port nor CIDR: " + entry);
            }
            String host = entry.substring(0, colon).toLowerCase(Locale.ROOT);
            return new Endpoint(
                    host, HostText.literal(host), Integer.parseInt(entry.substring(colon + 1)));
        }

        boolean is(String otherHost, InetAddress otherAddress, int otherPort) {
            return port == otherPort
                    && (address == null
                            ? host.equals(otherHost.toLowerCase(Locale.ROOT))
                            : address.equals(otherAddress));
        }
    }
}
