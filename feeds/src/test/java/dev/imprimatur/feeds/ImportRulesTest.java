package dev.imprimatur.feeds;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.imprimatur", importOptions = ImportOption.DoNotIncludeTests.class)
class ImportRulesTest {
    @ArchTest
    static final ArchRule FEEDS_KNOW_NOTHING_OF_SERVICES_REGISTRIES_AND_TEMPLATES = noClasses()
            .that()
            .resideInAPackage("dev.imprimatur.feeds..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.imprimatur.events..",
                    "dev.imprimatur.oci.registry..",
                    "dev.imprimatur.planner.alias..",
                    "dev.imprimatur.planner.plan..",
                    "dev.imprimatur.planner.render..",
                    "io.quarkus..",
                    "jakarta..");
}
