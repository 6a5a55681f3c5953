package dev.minion.worker.handler;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The one HTTP client of the handlers: resolves through {@link CheckedResolver}, follows no
 * redirect, keeps no cookie and no credential, uses no proxy of the environment, never retries by
 * itself, and ends each call at its deadline, whatever the call is doing.
 */
@Singleton
final class GuardedHttpClient {

    private final CheckedResolver resolver;
    private final CloseableHttpClient client;
    private final ScheduledExecutorService alarms =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("http-deadlines").factory());

    GuardedHttpClient(HttpSettings settings) {
        this.resolver =
                new CheckedResolver(
                        new AllowedTargets(settings.allowed()),
                        settings.connectTimeout(),
                        settings.resolvers());
        this.client =
                HttpClients.custom()
                        .setConnectionManager(connections(settings, resolver))
                        .setRoutePlanner(new DefaultRoutePlanner(null))
                        .setUserAgent("minion-worker")
                        .disableRedirectHandling()
                        .disableAutomaticRetries()
                        .disableCookieManagement()
                        .disableAuthCaching()
                        .disableContentCompression()
                        .build();
    }

    /** Reads a response while its call is under way. */
    interface Reader<T> {
        T read(ClassicHttpResponse response) throws IOException;
    }

    /**
     * Performs the request.
     *
     * @return what the reader made of the response; null when the deadline passed first
     * @throws IOException connection problems; {@link BlockedAddressException} for a refused
     *     address
     */
    <T> @Nullable T call(HttpUriRequestBase request, Deadline deadline, Reader<T> reader)
            throws IOException {
        request.setConfig(limits(deadline));
        ScheduledFuture<?> alarm =
                alarms.schedule(request::cancel, deadline.left(), TimeUnit.NANOSECONDS);
        try {
            return ScopedValue.where(CheckedResolver.DEADLINE, deadline)
                    .call(() -> perform(request, reader));
        } catch (IOException e) {
            if (deadline.passed() && !(e instanceof BlockedAddressException)) {
                return null;
            }
            throw e;
        } finally {
            alarm.cancel(false);
        }
    }

    @PreDestroy
    void close() throws IOException {
        client.close();
        resolver.close();
        alarms.shutdownNow();
    }

    private <T> T perform(HttpUriRequestBase request, Reader<T> reader) throws IOException {
        ClassicHttpResponse response = client.executeOpen(null, request, null);
        try {
            return reader.read(response);
        } finally {
            // A body that was not read to its end would be drained by the close; an endless one for
            // ever. After its end the connection is back in the pool and this does nothing.
            request.cancel();
            closeQuietly(response);
        }
    }

    private static void closeQuietly(ClassicHttpResponse response) {
        try {
            response.close();
        } catch (IOException e) {
            // What was read stands, and the connection is gone: nothing is left to be closed.
        }
    }

    private static RequestConfig limits(Deadline deadline) {
        Timeout left = Timeout.ofMilliseconds(TimeUnit.NANOSECONDS.toMillis(deadline.left()) + 1);
        return RequestConfig.custom()
                .setConnectionRequestTimeout(left)
                .setResponseTimeout(left)
                .setProtocolUpgradeEnabled(false)
                .build();
    }

    private static PoolingHttpClientConnectionManager connections(
            HttpSettings settings, CheckedResolver resolver) {
        Http1Config http1 =
                Http1Config.custom()
                        .setMaxHeaderCount(settings.headerLines())
                        .setMaxLineLength(settings.headerLineChars())
                        .build();
        ConnectionConfig connection =
                ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(settings.connectTimeout()))
                        .setValidateAfterInactivity(TimeValue.ofMilliseconds(500))
                        .setTimeToLive(TimeValue.ofMinutes(1))
                        .build();
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(resolver)
                .setConnectionFactory(
                        ManagedHttpClientConnectionFactory.builder().http1Config(http1).build())
                .setDefaultConnectionConfig(connection)
                .setMaxConnTotal(settings.connections())
                .setMaxConnPerRoute(settings.connectionsPerHost())
                .build();
    }
}
