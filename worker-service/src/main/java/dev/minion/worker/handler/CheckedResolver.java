package dev.minion.worker.handler;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves a host once and checks every address found; the client connects to these addresses and
 * no others, so a second answer of the name service cannot lead elsewhere.
 *
 * <p>A lookup cannot be interrupted. It runs on one of a few threads, and a caller waits no longer
 * than its deadline.
 */
final class CheckedResolver implements DnsResolver, AutoCloseable {

    /** The deadline of the call that resolves. */
    static final ScopedValue<Deadline> DEADLINE = ScopedValue.newInstance();

    private static final int WAITING_LOOKUPS = 1_000;
    private static final int NO_PORT = -1;

    private final AllowedTargets allowed;
    private final Duration longest;
    private final ThreadPoolExecutor lookups;

    CheckedResolver(AllowedTargets allowed, Duration longest, int threads) {
        this.allowed = allowed;
        this.longest = longest;
        this.lookups =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        30,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(WAITING_LOOKUPS),
                        Thread.ofPlatform().daemon().name("http-lookup-", 0).factory());
        lookups.allowCoreThreadTimeOut(true);
    }

    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
        return Arrays.stream(checked(host, port))
                .map(address -> new InetSocketAddress(address, port))
                .toList();
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        return checked(host, NO_PORT);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    @Override
    public void close() {
        lookups.shutdownNow();
    }

    private InetAddress[] checked(String host, int port) throws UnknownHostException {
        String written = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
        if (!HostText.isPlain(written)) {
            throw new BlockedAddressException("The host is not written in a plain form");
        }
        InetAddress literal = HostText.literal(written);
        InetAddress[] addresses = literal == null ? lookUp(host) : new InetAddress[] {literal};
        for (InetAddress address : addresses) {
            if (!allowed.allows(written, address, port)) {
                throw new BlockedAddressException("The host has an address that is not public");
            }
        }
        return addresses;
    }

    private InetAddress[] lookUp(String host) throws UnknownHostException {
        try {
            Future<InetAddress[]> lookup = lookups.submit(() -> InetAddress.getAllByName(host));
            try {
                return lookup.get(timeLeft(), TimeUnit.NANOSECONDS);
            } finally {
                lookup.cancel(false);
            }
        } catch (ExecutionException e) {
            throw unresolved("The host is unknown");
        } catch (TimeoutException e) {
            throw unresolved("The name service did not answer in time");
        } catch (RejectedExecutionException e) {
            throw unresolved("Too many lookups wait already");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unresolved("Interrupted");
        }
    }

    private long timeLeft() {
        long most = longest.toNanos();
        return DEADLINE.isBound() ? Math.min(most, DEADLINE.get().left()) : most;
    }

    private static UnknownHostException unresolved(String message) {
        return new UnknownHostException(message);
    }
}
