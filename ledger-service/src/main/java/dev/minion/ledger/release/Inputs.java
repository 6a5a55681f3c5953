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
import java.util.ArrayList;
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
            "select id, input, dependency_count, has_details from ledger.tasks"
                    + " where id = any($1::uuid[])";

    private static final String OUTPUTS =
            """
            select d.task_id, d.depends_on, t.name, t.output
            from ledger.task_dependencies d left join ledger.tasks t on t.id = d.depends_on
            where d.task_id = any($1::uuid[]) order by d.task_id, d.position
            """;

    /** Of each task the newest; each is found by the key of the records. */
    private static final String DETAILS =
            """
            select t.id, p.data from ledger.tasks t cross join lateral (
              select data from ledger.task_progress
              where task_id = t.id and attempt < t.attempt and octet_length(data) between 1 and %d
              order by sequence desc limit 1) p
            where t.id = any($1::uuid[])
            """
                    .formatted(Limits.DETAILS_BYTES);

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
                            List<UUID> detailed = new ArrayList<>(0);
                            for (Row row : rows) {
                                inputs.put(row.getUUID(0), ReadyRows.bytes(row.getBuffer(1)));
                                dependent |= row.getInteger(2) > 0;
                                if (row.getBoolean(3) != null) {
                                    detailed.add(row.getUUID(0));
                                }
                            }
                            Future<Map<UUID, DependencyOutputs>> outputs =
                                    dependent ? outputs(wanted) : Future.succeededFuture(Map.of());
                            Future<Map<UUID, ByteString>> details = details(detailed);
                            return Future.all(outputs, details)
                                    .map(
                                            both ->
                                                    answer(
                                                            wanted,
                                                            inputs,
                                                            outputs.result(),
                                                            details.result()));
                        });
    }

    private Future<Map<UUID, ByteString>> details(List<UUID> detailed) {
        if (detailed.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        return pool.preparedQuery(DETAILS)
                .execute(Tuple.tuple().addArrayOfUUID(detailed.toArray(UUID[]::new)))
                .map(
                        rows -> {
                            Map<UUID, ByteString> details = HashMap.newHashMap(rows.size());
                            rows.forEach(
                                    row ->
                                            details.put(
                                                    row.getUUID(0),
                                                    ReadyRows.bytes(row.getBuffer(1))));
                            return details;
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
            UUID[] wanted,
            Map<UUID, ByteString> inputs,
            Map<UUID, DependencyOutputs> outputs,
            Map<UUID, ByteString> details) {
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
                            .setDependencyOutputs(json)
                            .setDetails(details.getOrDefault(id, ByteString.EMPTY)));
        }
        return answer.build();
    }
}
