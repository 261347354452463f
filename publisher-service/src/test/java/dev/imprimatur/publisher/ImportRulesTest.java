package dev.imprimatur.publisher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.imprimatur.oci.registry.RegistryClient;

@AnalyzeClasses(packages = "dev.imprimatur.publisher", importOptions = ImportOption.DoNotIncludeTests.class)
class ImportRulesTest {

    @ArchTest
    static final ArchRule PUBLISHING_NEEDS_NO_ENGINE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.github.dockerjava..", "dev.imprimatur.engine..", "dev.imprimatur.engineaccess..");

    @ArchTest
    static final ArchRule SERVICES_TALK_THROUGH_EVENTS = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.imprimatur.planner..",
                    "dev.imprimatur.renderer..",
                    "dev.imprimatur.builder..",
                    "dev.imprimatur.tester..",
                    "dev.imprimatur.console..",
                    "dev.imprimatur.cli..");

    /**
     * What copies images and evidence, sets tags, or looks what a registry has. What decides, publication and approval,
     * is not there.
     */
    @ArchTest
    static final ArchRule ONLY_WHAT_COPIES_TAGS_OR_LOOKS_REACHES_A_REGISTRY = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.imprimatur.publisher",
                    "..evidence..",
                    "..mirror..",
                    "..promotion..",
                    "..retention..",
                    "..standing..",
                    "..statement..",
                    "..tag..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(RegistryClient.class);

    @ArchTest
    static final ArchRule FEATURES_DO_NOT_KNOW_THE_STORY = noClasses()
            .that()
            .resideInAnyPackage("..tag..", "..promotion..", "..approval..", "..mirror..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..publication..");
}
