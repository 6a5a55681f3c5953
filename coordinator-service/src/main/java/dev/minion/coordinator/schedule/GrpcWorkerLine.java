package dev.minion.coordinator.schedule;

import dev.minion.contracts.work.RunAnswer;
import dev.minion.contracts.work.RunRequest;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Calls by gRPC, over one connection for each worker. */
@ApplicationScoped
class GrpcWorkerLine implements WorkerLine {

    private static final int CONNECT_MILLIS = 1_000;

    /** A worker ends its answers after a second or so. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final ServiceMethod<RunAnswer, RunRequest> RUN =
            ServiceMethod.client(
                    ServiceName.create("minion.work.v1", "Work"),
                    "Run",
                    GrpcMessageEncoder.encoder(),
                    GrpcMessageDecoder.decoder(RunAnswer.parser()));

    private final Vertx vertx;
    private final Duration patience;
    private final GrpcClient client;

    @Inject
    GrpcWorkerLine(Vertx vertx) {
        this(vertx, PATIENCE);
    }

    GrpcWorkerLine(Vertx vertx, Duration patience) {
        this.vertx = vertx;
        this.patience = patience;
        this.client =
                GrpcClient.client(
                        vertx,
                        new HttpClientOptions()
                                .setProtocolVersion(HttpVersion.HTTP_2)
                                .setHttp2ClearTextUpgrade(false)
                                .setTcpNoDelay(true)
                                .setConnectTimeout(CONNECT_MILLIS));
    }

    @Override
    public CompletionStage<Void> run(
            String address, RunRequest request, Consumer<RunAnswer> answers) {
        HostAndPort parts = HostAndPort.parseAuthority(address, -1);
        if (parts == null || parts.port() <= 0) {
            return CompletableFuture.failedFuture(
                    new NotReachedException("no address: " + address));
        }
        Promise<Void> end = Promise.promise();
        client.request(SocketAddress.inetSocketAddress(parts.port(), parts.host()), RUN)
                .onSuccess(call -> send(call, request, answers, end))
                .onFailure(
                        e -> end.tryFail(new NotReachedException(String.valueOf(e.getMessage()))));
        return end.future().toCompletionStage();
    }

    private void send(
            GrpcClientRequest<RunRequest, RunAnswer> call,
            RunRequest request,
            Consumer<RunAnswer> answers,
            Promise<Void> end) {
        long timer =
                vertx.setTimer(
                        patience.toMillis(),
                        late -> {
                            if (end.tryFail("no end in time")) {
                                call.cancel();
                            }
                        });
        end.future().onComplete(over -> vertx.cancelTimer(timer));
        call.send(request)
                .onSuccess(response -> receive(response, answers, end))
                .onFailure(end::tryFail);
    }

    private static void receive(
            GrpcClientResponse<RunRequest, RunAnswer> response,
            Consumer<RunAnswer> answers,
            Promise<Void> end) {
        response.handler(answers::accept);
        response.exceptionHandler(end::tryFail);
        response.endHandler(over -> end(response, end));
    }

    private static void end(GrpcClientResponse<?, ?> response, Promise<Void> end) {
        GrpcStatus status = response.status();
        if (status == GrpcStatus.OK) {
            end.tryComplete();
        } else if (status == GrpcStatus.FAILED_PRECONDITION || status == GrpcStatus.UNIMPLEMENTED) {
            end.tryFail(new NotReachedException("refused: " + status));
        } else {
            end.tryFail("failed: " + status);
        }
    }
}
