package dev.minion.ledger.backend;

import dev.minion.ledger.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class PostgresTest extends LedgerContract {}
