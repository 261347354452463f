package dev.imprimatur.dante;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.imprimatur", importOptions = ImportOption.DoNotIncludeTests.class)
class ImportRulesTest {
    @ArchTest
    static final ArchRule THE_IMPORT_IS_PURE = noClasses()
            .that()
            .resideInAPackage("dev.imprimatur.dante..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.imprimatur.oci.registry..", "com.github.dockerjava..", "jakarta..", "java.net.http..");
}
