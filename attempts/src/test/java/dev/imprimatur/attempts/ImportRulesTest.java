package dev.imprimatur.attempts;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Imports are law. */
@AnalyzeClasses(packages = "dev.imprimatur.attempts", importOptions = ImportOption.DoNotIncludeTests.class)
class ImportRulesTest {

    @ArchTest
    static final ArchRule thePublisherHasNoEngine = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.github.dockerjava..", "dev.imprimatur.engine..", "dev.imprimatur.engineaccess..");

    @ArchTest
    static final ArchRule noServiceIsKnown = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.imprimatur.builder..",
                    "dev.imprimatur.tester..",
                    "dev.imprimatur.publisher..",
                    "dev.imprimatur.console..");
}
