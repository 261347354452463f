package dev.imprimatur.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

@AnalyzeClasses(packages = "dev.imprimatur.engine", importOptions = ImportOption.DoNotIncludeTests.class)
class ImportRulesTest {

    @ArchTest
    static final ArchRule theClientLibraryStaysInItsPackage = noClasses()
            .that()
            .resideOutsideOfPackage("..engine.docker..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.github.dockerjava..");

    @ArchTest
    static final ArchRule theEngineIsPlainJava = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..", "org.apache.kafka..");

    @ArchTest
    static final ArchRule ofEventsOnlyTheReportAndArchivesAreKnown = classes()
            .that()
            .resideInAPackage("dev.imprimatur.engine..")
            .should()
            .onlyDependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                    "are no part of events but FailureReport, Archive and StoredArchive",
                    type -> !type.getPackageName().startsWith("dev.imprimatur.events")
                            || Set.of("FailureReport", "Archive", "StoredArchive")
                                    .contains(type.getSimpleName())));
}
