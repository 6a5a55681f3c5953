package dev.minion.ledger.retention;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.GetPurgeRequest;
import dev.minion.contracts.ledger.GetSizesRequest;
import dev.minion.contracts.ledger.GroupSize;
import dev.minion.contracts.ledger.LedgerAdmin;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.PurgeKind;
import dev.minion.contracts.ledger.RestoreRequest;
import dev.minion.contracts.ledger.Sizes;
import dev.minion.contracts.ledger.StartPurgeRequest;
import dev.minion.contracts.ledger.TableSize;
import dev.minion.ledger.Servers;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** The calls, over the wire, with the service's own configuration. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class AdminTest extends RetentionTest {

    @GrpcClient("ledger")
    LedgerAdmin admin;

    @Inject Purger purger;
    @Inject RetentionConfig config;

    @Test
    void aPurgeIsBegunOnceAndFollowed() throws Exception {
        NewTask.Builder task = oldTask("followed");
        createEnded(task);
        ByteString id = Ids.toBytes(ids.next());
        StartPurgeRequest request =
                StartPurgeRequest.newBuilder()
                        .setId(id)
                        .setKind(PurgeKind.PURGE_TASKS)
                        .setOlderThanMs(MONTH.toMillis())
                        .build();

        var begun = now(admin.startPurge(request));
        toTheEnd(purger);
        var repeated = now(admin.startPurge(request));

        assertThat(begun.getPurge().getFinished()).isFalse();
        assertThat(begun.getPurge().getPercent()).isZero();
        assertThat(repeated.getPurge().getFinished()).isTrue();
        assertThat(exists(task)).isFalse();
        assertThat(now(admin.getPurge(GetPurgeRequest.newBuilder().setId(id).build())).getPurge())
                .isEqualTo(repeated.getPurge());
        assertThat(
                        now(admin.getPurge(
                                        GetPurgeRequest.newBuilder().setId(task.getId()).build()))
                                .getProblem()
                                .getCode())
                .isEqualTo("purge-not-found");
    }

    @Test
    void nothingIsPurgedOrArchivedUnlessConfigured() {
        assertThat(config.autoPurge()).isFalse();
        assertThat(config.retainDuration()).hasHours(168);
        assertThat(config.purgeInterval()).hasHours(1);
        var refused =
                now(admin.restore(RestoreRequest.newBuilder().setId(task("any").getId()).build()));
        assertThat(refused.getProblem().getCode()).isEqualTo("no-archive");
    }

    @Test
    void sizesAreToldByTableNamespaceAndType() {
        create(task("a"), task("b"), task("c").setType("demo.sleep"));

        Sizes sizes = now(admin.getSizes(GetSizesRequest.getDefaultInstance()));

        assertThat(sizes.getTablesList().stream().map(TableSize::getName))
                .contains("tasks", "task_progress", "task_dependencies", "purges");
        assertThat(sizes.getTablesList())
                .filteredOn(table -> table.getName().equals("tasks"))
                .allMatch(table -> table.getBytes() > 0);
        assertThat(sizes.getSampled()).isEqualTo(1);
        assertThat(sizes.getGroupsList())
                .filteredOn(group -> group.getNamespace().equals(namespace))
                .extracting(GroupSize::getType, GroupSize::getTasks)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("demo.echo", 2L),
                        org.assertj.core.groups.Tuple.tuple("demo.sleep", 1L));
    }
}
