package dev.minion.ledger.release;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.Limits;
import dev.minion.contracts.ledger.GetInputsResponse;
import dev.minion.contracts.ledger.TaskInput;
import dev.minion.ledger.transition.DependencyOutputs;
import dev.minion.ledger.transition.ReadyRows;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Loads what is needed to run tasks: their inputs and the outputs of what they depend on. */
@ApplicationScoped
public class Inputs {

    /** An answer stays below the largest message; what is missing in it is asked for again. */
    private static final int ANSWER_BYTES = Limits.MESSAGE_BYTES / 2;

    private static final String INPUTS =
            "select id, input, dependency_count from ledger.tasks where id = any($1::uuid[])";

    private static final String OUTPUTS =
            """
            select d.task_id, d.depends_on, t.name, t.output
            from ledger.task_dependencies d left join ledger.tasks t on t.id = d.depends_on
            where d.task_id = any($1::uuid[]) order by d.task_id, d.position
            """;

    private final Pool pool;

    Inputs(Pool pool) {
        this.pool = pool;
    }

    /** Inputs of the tasks that exist, as many as fit. */
    public Future<GetInputsResponse> read(List<ByteString> ids) {
        UUID[] wanted = ids.stream().map(Ids::fromBytes).toArray(UUID[]::new);
        return pool.preparedQuery(INPUTS)
                .execute(Tuple.tuple().addArrayOfUUID(wanted))
                .compose(
                        rows -> {
                            Map<UUID, ByteString> inputs = new HashMap<>();
                            boolean dependent = false;
                            for (Row row : rows) {
                                inputs.put(row.getUUID(0), ReadyRows.bytes(row.getBuffer(1)));
                                dependent |= row.getInteger(2) > 0;
                            }
                            return dependent
                                    ? outputs(wanted).map(o -> answer(wanted, inputs, o))
                                    : Future.succeededFuture(answer(wanted, inputs, Map.of()));
                        });
    }

    private Future<Map<UUID, DependencyOutputs>> outputs(UUID[] wanted) {
        return pool.preparedQuery(OUTPUTS)
                .execute(Tuple.tuple().addArrayOfUUID(wanted))
                .map(
                        rows -> {
                            Map<UUID, DependencyOutputs> outputs = new HashMap<>();
                            for (Row row : rows) {
                                outputs.computeIfAbsent(
                                                row.getUUID(0), t -> new DependencyOutputs())
                                        .add(row.getUUID(1), row.getString(2), row.getBuffer(3));
                            }
                            return outputs;
                        });
    }

    private static GetInputsResponse answer(
            UUID[] wanted, Map<UUID, ByteString> inputs, Map<UUID, DependencyOutputs> outputs) {
        GetInputsResponse.Builder answer = GetInputsResponse.newBuilder();
        long bytes = 0;
        for (UUID id : wanted) {
            ByteString input = inputs.get(id);
            if (input == null) {
                continue;
            }
            DependencyOutputs dependencies = outputs.get(id);
            ByteString json = dependencies == null ? ByteString.EMPTY : dependencies.json();
            bytes += input.size() + json.size();
            if (bytes > ANSWER_BYTES && answer.getInputsCount() > 0) {
                break;
            }
            answer.addInputs(
                    TaskInput.newBuilder()
                            .setId(Ids.toBytes(id))
                            .setInput(input)
                            .setDependencyOutputs(json));
        }
        return answer.build();
    }
}
