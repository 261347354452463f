package dev.imprimatur.oci;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.imprimatur.oci", importOptions = ImportOption.DoNotIncludeTests.class)
class ImportRulesTest {

    @ArchTest
    static final ArchRule IDENTITIES_KNOW_NO_NETWORK = noClasses()
            .that()
            .resideInAPackage("dev.imprimatur.oci")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.imprimatur.oci.registry..", "java.net.http..");

    @ArchTest
    static final ArchRule NOTHING_ELSE_IS_NEEDED = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "javax.net.ssl..", "com.fasterxml.jackson..", "dev.imprimatur.oci..");
}
