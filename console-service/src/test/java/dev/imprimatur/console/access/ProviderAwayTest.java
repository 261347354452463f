package dev.imprimatur.console.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.imprimatur.console.Browser;
import dev.imprimatur.console.ConsoleTest;
import io.quarkus.test.common.WithTestResource;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;

/** A console starts without its provider, goes on without it, and finds it by itself. */
@ConsoleTest
@WithTestResource(Keycloak.class)
@WithTestResource(Relay.class)
class ProviderAwayTest {

    Relay relay;

    @Test
    void whatNeedsNoProviderGoesOnWithoutIt() {
        Response refused = new Person().get(Person.console() + "/sign-in/oidc");
        assertThat(refused.statusCode()).isEqualTo(502);
        assertThat(refused.asString())
                .contains("the OIDC provider " + relay.url() + " does not answer", "href=\"/sign-in/oidc\"");
        given().noFilters()
                .header("Authorization", "Bearer " + Keycloak.token("ada"))
                .get("/api/tokens")
                .then()
                .statusCode(502)
                .body("message", containsString("does not answer"));
        assertThat(Browser.admin().page("/fleet")).contains("Signed in as <b>admin-token-file</b>");
        given().get("/api/tokens").then().statusCode(200);

        relay.open();
        Person ada = Person.signedIn("ada");
        String token = relay.token("ada");
        Person rita = new Person();
        String callback = rita.callback("rita", null);
        relay.close();

        assertThat(ada.page("/fleet")).as("a session").contains("Signed in as <b>ada</b>");
        given().noFilters()
                .header("Authorization", "Bearer " + token)
                .get("/api/tokens")
                .then()
                .statusCode(200);
        Response away = rita.get(callback);
        assertThat(away.statusCode()).isEqualTo(502);
        assertThat(away.asString()).contains("does not answer");
    }
}
