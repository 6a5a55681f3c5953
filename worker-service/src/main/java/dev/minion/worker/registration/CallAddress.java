package dev.minion.worker.registration;

import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where coordinators call this worker. */
@Singleton
class CallAddress {

    private static final String NONE = "none";

    private final String text;

    CallAddress(
            WorkerConfig config,
            @ConfigProperty(name = "quarkus.http.host") String bound,
            @ConfigProperty(name = "quarkus.http.port") int port) {
        String address = config.address().orElseGet(() -> host(bound) + ":" + port);
        this.text = address.equals(NONE) ? "" : address;
    }

    /** host:port, or empty where it is not to be called. */
    String text() {
        return text;
    }

    private static String host(String bound) {
        try {
            return InetAddress.getByName(bound).isAnyLocalAddress()
                    ? InetAddress.getLocalHost().getHostAddress()
                    : bound;
        } catch (UnknownHostException nameless) {
            return bound;
        }
    }
}
