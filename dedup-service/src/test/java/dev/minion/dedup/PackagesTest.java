package dev.minion.dedup;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.mutiny.groups.UniAwait;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Package directions, and calls that main code does not make. */
class PackagesTest {

    private static final JavaClasses CODE =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.minion.dedup");

    @Test
    void thePortKnowsNeitherBackendsNorFrameworks() {
        classes()
                .that()
                .resideInAPackage("dev.minion.dedup.mark")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.minion.dedup.mark",
                        "dev.minion.contracts..",
                        "com.google.protobuf..",
                        "com.google.errorprone.annotations..",
                        "io.smallrye.mutiny..",
                        "org.jspecify..",
                        "java..")
                .check(CODE);
    }

    @Test
    void packagesDependOnEachOtherInOneDirection() {
        slices().matching("dev.minion.dedup.(*)..").should().beFreeOfCycles().check(CODE);
    }

    @Test
    void onlyTheChoiceOfTheBackendKnowsTheBackends() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.minion.dedup.backend",
                        "dev.minion.dedup.redis",
                        "dev.minion.dedup.memory")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.minion.dedup.redis", "dev.minion.dedup.memory")
                .check(CODE);
    }

    @Test
    void nothingBlocksAndNothingReadsTheClockByItself() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(CompletableFuture.class, "join")
                .orShould()
                .callMethod(CompletableFuture.class, "get")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(UniAwait.class)
                .check(CODE);
    }
}
