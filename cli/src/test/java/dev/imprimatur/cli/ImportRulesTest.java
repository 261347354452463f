package dev.imprimatur.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.imprimatur.cli", importOptions = ImportOption.DoNotIncludeTests.class)
class ImportRulesTest {
    @ArchTest
    static final ArchRule theCliTalksToTheConsoleOnly = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.quarkus..",
                    "org.apache.kafka..",
                    "java.sql..",
                    "com.github.dockerjava..",
                    "dev.imprimatur.engine..")
            .because("it starts fast and works from anywhere");

    @ArchTest
    static final ArchRule onlyVerificationReadsRegistries = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.imprimatur.cli.image", "dev.imprimatur.cli.render", "dev.imprimatur.cli.verify")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.imprimatur.oci.registry..");

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("dev.imprimatur.cli.(*)..").should().beFreeOfCycles();
}
