package dev.imprimatur.console.access;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;

/** No write is forgotten, and no service is asked by another way. */
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

    @ArchTest
    static final ArchRule othersAreAskedWithTheSecret = noClasses()
            .should()
            .callMethod(HttpRequest.class, "newBuilder", URI.class)
            .orShould()
            .callMethod(HttpRequest.class, "newBuilder")
            .because("Peers.request makes requests to other services");

    @ArchTest
    static final ArchRule theSecretIsShownToNoOther = noClasses()
            .should()
            .callMethod(HttpClient.Builder.class, "followRedirects", HttpClient.Redirect.class)
            .because("a redirect would take the secret elsewhere");
}
