package dev.imprimatur.renderer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.imprimatur", importOptions = ImportOption.DoNotIncludeTests.class)
class ImportRulesTest {
    @ArchTest
    static final ArchRule THE_RENDERER_KNOWS_NO_ENGINE_AND_LEAVES_TEMPLATES_TO_THE_PLANNER = noClasses()
            .that()
            .resideInAPackage("dev.imprimatur.renderer..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.imprimatur.engine..",
                    "com.github.dockerjava..",
                    "io.quarkus.qute..",
                    "com.fasterxml.jackson.dataformat.yaml..");
}
