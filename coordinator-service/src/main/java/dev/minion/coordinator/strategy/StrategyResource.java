package dev.minion.coordinator.strategy;

import dev.minion.contracts.FailureCode;
import dev.minion.coordinator.http.Answers;
import dev.minion.coordinator.http.EntityTags;
import dev.minion.coordinator.http.QueryParameters;
import dev.minion.coordinator.json.JsonOut;
import dev.minion.coordinator.pool.Balancing;
import dev.minion.coordinator.pool.core.StrategyName;
import dev.minion.coordinator.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** How workers are chosen, and what is known of them. */
@Path("/api/v1/scheduling")
@Produces({MediaType.APPLICATION_JSON, Answers.PROBLEM_JSON})
class StrategyResource {

    private static final Set<String> QUALITY_PARAMETERS =
            Set.of("worker", "type", "limit", "cursor");

    private final ChoiceKeeper choice;
    private final LearnedKeeper learned;
    private final Balancing balancing;
    private final StoreNews news;

    StrategyResource(
            ChoiceKeeper choice, LearnedKeeper learned, Balancing balancing, StoreNews news) {
        this.choice = choice;
        this.learned = learned;
        this.balancing = balancing;
        this.news = news;
    }

    @GET
    @Path("/strategy")
    public Uni<RestResponse<Buffer>> strategy() {
        return Uni.createFrom().item(() -> answer(choice.standing()));
    }

    @PUT
    @Path("/strategy")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<Buffer>> choose(
            @HeaderParam("If-Match") @Nullable String ifMatch, byte[] body) {
        return choice.choose(ChoiceText.read(body), EntityTags.ifMatch(ifMatch)).map(this::answer);
    }

    @DELETE
    @Path("/strategy")
    public Uni<RestResponse<Buffer>> reset(@HeaderParam("If-Match") @Nullable String ifMatch) {
        return choice.reset(EntityTags.ifMatch(ifMatch)).map(this::answer);
    }

    @GET
    @Path("/quality")
    public Uni<RestResponse<Buffer>> quality(RoutingContext request) {
        QueryParameters query = QueryParameters.of(request, QUALITY_PARAMETERS);
        String worker = query.textOrEmpty("worker");
        String type = query.textOrEmpty("type");
        int limit = (int) query.number("limit", 50, 1, 1_000);
        String after = LearnedPage.placeOf(query.textOrEmpty("cursor"));
        if (after == null) {
            throw new ProblemException(
                    FailureCode.BAD_CURSOR, "the cursor is not from a page of qualities");
        }
        return balancing
                .learned()
                .map(all -> LearnedPage.of(all, worker, type, after, limit))
                .map(page -> Answers.ok(page.json(learned.remembered())));
    }

    private RestResponse<Buffer> answer(Standing standing) {
        JsonOut out = ChoiceText.members(new JsonOut(512).object(), standing.choice());
        out.text("source", standing.configured() ? "environment" : "api")
                .number("version", standing.version())
                .text("store", news.away() ? "away" : "connected")
                .array("strategies");
        for (StrategyName name : StrategyName.values()) {
            out.text(name.label());
        }
        return Answers.json(200, out.endArray().endObject())
                .header("ETag", EntityTags.of(standing.version()))
                .build();
    }
}
