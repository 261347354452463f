package dev.imprimatur.console.access;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;

/** No write is forgotten. */
@AnalyzeClasses(packages = "dev.imprimatur.console", importOptions = ImportOption.DoNotIncludeTests.class)
class AccessRulesTest {
    @ArchTest
    static final ArchRule everyWriteSaysWhatItNeeds = methods()
            .that()
            .areAnnotatedWith(POST.class)
            .or()
            .areAnnotatedWith(PUT.class)
            .or()
            .areAnnotatedWith(DELETE.class)
            .or()
            .areAnnotatedWith(PATCH.class)
            .should()
            .beAnnotatedWith(Needs.class)
            .orShould()
            .beAnnotatedWith(Open.class)
            .orShould()
            .beDeclaredInClassesThat()
            .areAnnotatedWith(Needs.class)
            .because("a token's scope decides who may write");
}
