package dev.minion.ledger.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(InMemory.class)
class InMemoryTest extends LedgerContract {

    @Test
    void itsDatabaseWritesNothingForGood() throws Exception {
        assertThat(query("show fsync")).isEqualTo("off");
        assertThat(query("show data_directory")).contains("minion-ledger-");
    }
}
