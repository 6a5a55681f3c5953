package dev.minion.coordinator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Which package may know which, and what nobody may call. */
class ArchitectureTest {

    private static final String ROOT = "dev.minion.coordinator.";

    private final JavaClasses code =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("dev.minion.coordinator");

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(code);
    }

    @Test
    void jsonAndProblemsKnowNoFramework() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + "json..", ROOT + "problem..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta..", "io.quarkus..", "io.vertx..", "io.smallrye..")
                .check(code);
    }

    @Test
    void theSchedulerKnowsNothingOfThePublicInterface() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + "pool..", ROOT + "schedule..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + "http..", ROOT + "submission..", ROOT + "task..", ROOT + "rpc..")
                .check(code);
    }

    @Test
    void servicesDoNotKnowEachOther() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.minion.ledger..", "dev.minion.dedup..", "dev.minion.worker..")
                .check(code);
    }

    @Test
    void timeAndChanceAreInjected() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .check(code);
    }

    @Test
    void nothingBlocks() {
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(CompletableFuture.class, "join")
                .orShould()
                .callMethod(CompletableFuture.class, "get")
                .orShould()
                .callMethodWhere(JavaCall.Predicates.target(HasName.Predicates.name("await")))
                .check(code);
    }

    @Test
    void namesSayWhatAThingIs() {
        classes()
                .should()
                .haveNameNotMatching(".*(Util|Utils|Common|Helper|Manager|Base|Impl)$")
                .check(code);
    }
}
