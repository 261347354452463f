package dev.imprimatur.logs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.imprimatur.logs", importOptions = ImportOption.DoNotIncludeTests.class)
class ImportRulesTest {

    @ArchTest
    static final ArchRule whoseLogsTheyAreIsNotKnown = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.imprimatur.engine..",
                    "dev.imprimatur.builder..",
                    "dev.imprimatur.tester..",
                    "dev.imprimatur.publisher..",
                    "dev.imprimatur.oci.registry..");

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("dev.imprimatur.logs.(*)..").should().beFreeOfCycles();
}
