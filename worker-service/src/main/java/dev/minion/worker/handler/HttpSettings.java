package dev.minion.worker.handler;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What {@code http.call} may reach, and how much of it is read. */
@ConfigMapping(prefix = "minion.handlers.http")
public interface HttpSettings {

    /**
     * Exceptions to the ban on private addresses: {@code host:port} (a name, an IPv4 address, or an
     * IPv6 address in brackets) or CIDR blocks. Empty: public addresses only.
     */
    @WithDefault("${HTTP_ALLOWED:}")
    Optional<List<String>> allowed();

    /** Time of a whole call where the task names none: resolve, connect, send and read. */
    @WithDefault("30s")
    Duration timeout();

    /** The longest timeout that a task may ask for. */
    @WithDefault("5m")
    Duration longestTimeout();

    /** The longest pause before the next attempt that a server may ask for with Retry-After. */
    @WithDefault("1h")
    Duration longestRetryAfter();

    /** Time to connect: an address that drops packets should not use up the whole call. */
    @WithDefault("10s")
    Duration connectTimeout();

    /** Bytes of a response's body that are kept, counted after unpacking; the rest is cut off. */
    @WithDefault("1048576")
    int bodyBytes();

    /** Header lines of a response. */
    @WithDefault("100")
    int headerLines();

    /** Characters of one header line of a response. */
    @WithDefault("8192")
    int headerLineChars();

    /** Connections open at a time; each is a file descriptor. Further calls wait. */
    @WithDefault("500")
    int connections();

    /** Connections open to one host at a time, for the host's sake. */
    @WithDefault("100")
    int connectionsPerHost();

    /** Threads that resolve names: lookups cannot be interrupted, so they never hold a task. */
    @WithDefault("8")
    int resolvers();
}
