package dev.imprimatur.console;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.imprimatur", importOptions = ImportOption.DoNotIncludeTests.class)
class ImportRulesTest {
    @ArchTest
    static final ArchRule consoleReadsEventsOnly = noClasses()
            .that()
            .resideInAPackage("dev.imprimatur.console..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "com.github.dockerjava..",
                    "dev.imprimatur.engine..",
                    "dev.imprimatur.planner..",
                    "dev.imprimatur.oci.registry..",
                    "dev.imprimatur.renderer..",
                    "dev.imprimatur.builder..",
                    "dev.imprimatur.tester..",
                    "dev.imprimatur.publisher..")
            .because("the console knows what events tell, and asks services for logs over HTTP");

    @ArchTest
    static final ArchRule onlyTheIntakeChangesTheReadModel = noClasses()
            .that()
            .resideOutsideOfPackage("dev.imprimatur.console.intake")
            .and()
            .resideInAPackage("dev.imprimatur.console..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.imprimatur.console.intake");
}
