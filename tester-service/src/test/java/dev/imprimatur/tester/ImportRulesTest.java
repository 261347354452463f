package dev.imprimatur.tester;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Imports are law. */
@AnalyzeClasses(packages = "dev.imprimatur.tester", importOptions = ImportOption.DoNotIncludeTests.class)
class ImportRulesTest {

    @ArchTest
    static final ArchRule the_engine_is_reached_through_its_seam_alone =
            noClasses().should().dependOnClassesThat().resideInAPackage("com.github.dockerjava..");

    @ArchTest
    static final ArchRule only_suite_knows_the_engine = noClasses()
            .that()
            .resideOutsideOfPackage("dev.imprimatur.tester.suite..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("dev.imprimatur.engine.Engine");

    @ArchTest
    static final ArchRule of_imprimatur_only_these_are_known = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.imprimatur.planner..",
                    "dev.imprimatur.renderer..",
                    "dev.imprimatur.builder..",
                    "dev.imprimatur.publisher..",
                    "dev.imprimatur.console..",
                    "dev.imprimatur.cli..");

    @ArchTest
    static final ArchRule only_evidence_is_sent_to_a_registry = noClasses()
            .that()
            .resideOutsideOfPackages("dev.imprimatur.tester.evidence", "dev.imprimatur.tester.content")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.imprimatur.oci.registry..");

    @ArchTest
    static final ArchRule templates_and_yaml_are_the_planners =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("io.quarkus.qute..", "org.yaml..");

    @ArchTest
    static final ArchRule packages_form_no_cycle =
            slices().matching("dev.imprimatur.tester.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule verdicts_depend_on_events_alone = classes()
            .that()
            .resideInAPackage("dev.imprimatur.tester.verdict")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..", "dev.imprimatur.events", "dev.imprimatur.oci", "dev.imprimatur.tester.verdict");
}
