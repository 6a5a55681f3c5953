package dev.minion.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PackagesTest {

    private static final JavaClasses CODE =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.minion.worker");

    @Test
    void handlersKnowNothingOfHowTheyAreRun() {
        classes()
                .that()
                .resideInAPackage("dev.minion.worker.handler..")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackages(
                        "dev.minion.worker.run..",
                        "dev.minion.worker.report..",
                        "dev.minion.worker.assignment..",
                        "dev.minion.messaging..")
                .check(CODE);
    }

    @Test
    void runningKnowsNeitherTheLogNorDedup() {
        noClasses()
                .that()
                .resideInAPackage("dev.minion.worker.run")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.minion.messaging..", "dev.minion.contracts.dedup..")
                .check(CODE);
    }

    @Test
    void nobodyReadsTheWallClockOrSleeps() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .check(CODE);
    }
}
