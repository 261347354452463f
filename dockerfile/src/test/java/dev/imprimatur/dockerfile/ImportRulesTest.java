package dev.imprimatur.dockerfile;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.imprimatur.dockerfile", importOptions = ImportOption.DoNotIncludeTests.class)
class ImportRulesTest {

    @ArchTest
    static final ArchRule NOTHING_ELSE_IS_NEEDED =
            classes().should().onlyDependOnClassesThat().resideInAnyPackage("java..", "dev.imprimatur.dockerfile..");
}
