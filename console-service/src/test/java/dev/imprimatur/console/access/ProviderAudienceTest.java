package dev.imprimatur.console.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.imprimatur.console.ConsoleTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * With an audience of its own for REST, what is meant for the client that people sign in to counts for nothing there.
 */
@ConsoleTest
@WithTestResource(Keycloak.class)
@TestProfile(ProviderAudienceTest.OfItsOwn.class)
class ProviderAudienceTest {

    /** An audience that no client is called. */
    public static class OfItsOwn implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("imprimatur.console.oidc.audience", "imprimatur-api");
        }
    }

    @Test
    void whatIsMeantForTheClientSignsInAndIsNoneByRest() {
        assertThat(Person.signedIn("ada").page("/fleet")).contains("Signed in as <b>ada</b>");
        shows(Keycloak.tokens("imprimatur", "of-an-audience", "ada").getString("access_token"))
                .statusCode(200);
        shows(Keycloak.token("ada"))
                .statusCode(401)
                .body("message", containsString("it is not meant for this console"));
    }

    private static ValidatableResponse shows(String token) {
        return given().noFilters()
                .header("Authorization", "Bearer " + token)
                .get("/api/tokens")
                .then();
    }
}
