package dev.imprimatur.builder;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Imports are law. */
@AnalyzeClasses(packages = "dev.imprimatur.builder", importOptions = ImportOption.DoNotIncludeTests.class)
class ImportRulesTest {

    @ArchTest
    static final ArchRule theEngineIsReachedThroughItsSeamAlone = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.github.dockerjava..", "dev.imprimatur.engine.docker..");

    @ArchTest
    static final ArchRule onlyStageKnowsTheRegistryClient = noClasses()
            .that()
            .resideOutsideOfPackage("dev.imprimatur.builder.stage..")
            .and()
            .doNotHaveSimpleName("ImageBuilder")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.imprimatur.oci.registry..");

    @ArchTest
    static final ArchRule noOtherServiceIsKnown = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.imprimatur.planner..",
                    "dev.imprimatur.renderer..",
                    "dev.imprimatur.tester..",
                    "dev.imprimatur.publisher..",
                    "dev.imprimatur.console..",
                    "dev.imprimatur.cli..");

    @ArchTest
    static final ArchRule templatesAndYamlAreThePlanners =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("io.quarkus.qute..", "org.yaml..");

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("dev.imprimatur.builder.(*)..").should().beFreeOfCycles();
}
