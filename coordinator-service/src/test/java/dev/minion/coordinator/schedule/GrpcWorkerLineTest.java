package dev.minion.coordinator.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.records.WorkerCommand;
import dev.minion.contracts.work.RunAnswer;
import dev.minion.contracts.work.RunRequest;
import dev.minion.contracts.work.WorkGrpc;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls over a real connection. */
class GrpcWorkerLineTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final ServiceMethod<RunRequest, RunAnswer> RUN =
            ServiceMethod.server(
                    ServiceName.create(WorkGrpc.SERVICE_NAME),
                    "Run",
                    GrpcMessageEncoder.encoder(),
                    GrpcMessageDecoder.decoder(RunRequest.parser()));

    private final Vertx vertx = Vertx.vertx();
    private final GrpcWorkerLine line = new GrpcWorkerLine(vertx);
    private final List<RunAnswer> answers = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        assertThat(vertx.close().toCompletionStage().toCompletableFuture()).succeedsWithin(SOON);
    }

    @Test
    void allThatIsToldArrivesBeforeTheEnd() {
        String address =
                served(
                        call ->
                                call.handler(
                                        request -> {
                                            var _ = call.response().write(answer(request));
                                            var _ = call.response().write(answer(request));
                                            var _ = call.response().end();
                                        }));

        assertThat(run(address)).succeedsWithin(SOON);

        assertThat(answers).hasSize(2).allMatch(answer -> answer.getChangesCount() == 1);
    }

    @Test
    void aWorkerThatIsAnotherOneWasNotReached() {
        String address =
                served(call -> call.response().status(GrpcStatus.FAILED_PRECONDITION).end());

        assertNotReached(run(address));
    }

    @Test
    void whereNobodyListensNobodyWasReached() {
        String address = served(call -> {});
        close();
        Vertx other = Vertx.vertx();

        CompletableFuture<Void> run = run(new GrpcWorkerLine(other), address);

        assertNotReached(run);
        assertThat(other.close().toCompletionStage().toCompletableFuture()).succeedsWithin(SOON);
    }

    @Test
    void whatIsNoAddressIsNotReached() {
        assertNotReached(run("nonsense"));
    }

    @Test
    void aConnectionThatBreaksLeavesItOpenWhatHappened() {
        String address = served(call -> call.handler(request -> call.connection().close()));

        assertThat(run(address))
                .failsWithin(SOON)
                .withThrowableThat()
                .isNotInstanceOf(NotReachedException.class)
                .matches(e -> !(e.getCause() instanceof NotReachedException));
    }

    @Test
    void aWorkerThatNeverEndsIsGivenUp() {
        String address = served(call -> call.handler(request -> {}));

        assertThat(run(new GrpcWorkerLine(vertx, Duration.ofMillis(200)), address))
                .failsWithin(SOON)
                .withThrowableThat()
                .withMessageContaining("no end in time");
    }

    private static void assertNotReached(CompletableFuture<Void> run) {
        assertThat(run)
                .failsWithin(SOON)
                .withThrowableThat()
                .withCauseInstanceOf(NotReachedException.class);
    }

    private CompletableFuture<Void> run(String address) {
        return run(line, address);
    }

    private CompletableFuture<Void> run(GrpcWorkerLine over, String address) {
        RunRequest request =
                RunRequest.newBuilder().addCommands(WorkerCommand.getDefaultInstance()).build();
        return over.run(address, request, answers::add).toCompletableFuture();
    }

    private static RunAnswer answer(RunRequest request) {
        RunAnswer.Builder answer = RunAnswer.newBuilder();
        request.getCommandsList().forEach(each -> answer.addChangesBuilder());
        return answer.build();
    }

    private String served(Consumer<GrpcServerRequest<RunRequest, RunAnswer>> worker) {
        GrpcServer server = GrpcServer.server(vertx);
        server.callHandler(RUN, worker::accept);
        CompletableFuture<HttpServer> listening =
                vertx.createHttpServer()
                        .requestHandler(server)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture();
        assertThat(listening).succeedsWithin(SOON);
        return "127.0.0.1:" + listening.resultNow().actualPort();
    }
}
