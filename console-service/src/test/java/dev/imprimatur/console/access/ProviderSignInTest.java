package dev.imprimatur.console.access;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.console.Browser;
import dev.imprimatur.console.ConsoleTest;
import io.quarkus.test.common.WithTestResource;
import io.restassured.response.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A browser signs in by a real Keycloak, and has the console's own session then. */
@ConsoleTest
@WithTestResource(Keycloak.class)
class ProviderSignInTest {
    private static final String SIGNED_IN = "Signed in as <b>";

    @Test
    void aBrowserIsLedThereAndBack() {
        Person ada = new Person();
        assertThat(ada.page("/rebuilds?page=1")).contains("href=\"/sign-in/oidc?back=%2Frebuilds%3Fpage%3D1\"");
        assertThat(ada.page("/audit"))
                .contains("by &quot;Sign in&quot; at the foot", "href=\"/sign-in/oidc?back=%2Faudit\"");
        assertThat(ada.begin(null))
                .startsWith(Keycloak.url(Keycloak.port(), "imprimatur"))
                .contains("response_type=code", "code_challenge_method=S256", "&state=", "&nonce=")
                .contains("redirect_uri=" + encoded(Person.console() + "/sign-in/oidc") + "&");

        String page = ada.offered("ada", encoded("/rebuilds?page=1"));

        assertThat(page).contains("Sign in as ada?", "do everything").doesNotContain(SIGNED_IN);
        assertThat(ada.ofConsole().keySet())
                .as("nothing of the exchange is left")
                .noneMatch(name -> name.startsWith("q_session"));
        Response answer = ada.confirm(page);
        assertThat(answer.header("Location")).isEqualTo(Person.console() + "/rebuilds?page=1");
        assertThat(answer.header("Set-Cookie"))
                .matches(
                        "imprimatur-[0-9a-f]{8}=[A-Za-z0-9_-]{43}; Path=/; Max-Age=3[0-9]{3}; HttpOnly; SameSite=Strict");
        assertThat(ada.page("/fleet")).contains(SIGNED_IN + "ada</b>");
        assertThat(acts("who=ada"))
                .anySatisfy(act -> assertThat(act)
                        .containsEntry("act", "POST /sign-in")
                        .containsEntry("who", "ada, by OIDC, by page")
                        .containsEntry("about", "a browser of ada")
                        .containsEntry("issuer", Keycloak.url(Keycloak.port(), "imprimatur")));
    }

    @Test
    void rolesDecideWhatItsPagesDo() {
        Person rita = Person.signedIn("rita");
        assertThat(rita.get(Person.console() + "/audit").statusCode()).isEqualTo(403);
        assertThat(rita.page("/audit")).contains("lacks the scope admin", "the role imprimatur-admin");
        Map<String, String> form = Map.of(
                "request",
                UUID.randomUUID().toString(),
                "key",
                Browser.field(rita.page("/fleet"), "key"),
                "id",
                "x",
                "reason",
                "try");
        assertThat(rita.post("/dead-letters/drop", form).statusCode()).isEqualTo(403);
        assertThat(rita.post("/rebuilds/none/cancel", form).statusCode())
                .as("allowed, and there is none")
                .isEqualTo(404);
        Person ada = Person.signedIn("ada");
        assertThat(ada.get(Person.console() + "/audit").statusCode()).isEqualTo(200);
    }

    @Test
    void whoHasNoRoleIsSaidSoAndNotSignedIn() {
        Person norma = new Person();
        Response answer = norma.returned("norma", null);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.asString()).contains("norma may not sign in", "imprimatur.console.oidc.roles");
        assertThat(norma.ofConsole().keySet()).noneMatch(name -> name.startsWith("q_session"));
    }

    /** One of another console on this machine, for instance: cookies know no ports. */
    @Test
    void whatIsLeftOfAnotherExchangeIsInNoWay() {
        Person ada = new Person();
        ada.ofConsole().put("q_session", "something");
        ada.ofConsole().put("q_auth_of_another", "something");
        assertThat(ada.offered("ada", null)).contains("Sign in as ada?");
    }

    /** The provider gives a code for one browser and one time. */
    @Test
    void aCallbackThatIsReplayedSignsNothingIn() {
        Person ada = new Person();
        String callback = ada.callback("ada", null);
        String before = ada.cookieHeader();
        assertThat(ada.get(callback).statusCode()).isEqualTo(302);

        Response again = new Person().get(callback);
        assertThat(again.statusCode()).isEqualTo(302);
        assertThat(again.header("Location"))
                .as("another browser begins from the start")
                .startsWith(Keycloak.url(Keycloak.port(), "imprimatur"));
        Response copied = given().noFilters()
                .urlEncodingEnabled(false)
                .redirects()
                .follow(false)
                .header("Cookie", before)
                .header("Accept", "text/html")
                .get(java.net.URI.create(callback));
        assertThat(copied.statusCode()).as("with the cookies of then").isEqualTo(401);
        assertThat(copied.asString()).contains("sign in again");
    }

    /** Who has someone open the address that ended their own sign-in would have them act under another name. */
    @Test
    void theCodeOfAnotherSessionSignsNothingIn() {
        String callback = new Person().callback("ada", null);
        Person rita = new Person();
        String state = rita.begin(null).replaceFirst(".*[?&]state=([^&]*).*", "$1");
        Response mixed = rita.get(callback.replaceFirst("state=[^&]*", "state=" + state));
        assertThat(mixed.statusCode()).isEqualTo(401);

        Person victim = Person.signedIn("rita");
        Response sent = victim.get(callback);
        assertThat(sent.statusCode()).isEqualTo(302);
        assertThat(sent.header("Location")).startsWith(Keycloak.url(Keycloak.port(), "imprimatur"));
        assertThat(victim.page("/fleet")).contains(SIGNED_IN + "rita</b>");
    }

    @Test
    void aForeignPageSignsNothingIn() {
        Person ada = new Person();
        String page = ada.offered("ada", null);
        Response foreign = given().noFilters()
                .redirects()
                .follow(false)
                .header("Origin", "https://evil.example")
                .contentType("application/x-www-form-urlencoded")
                .formParam("code", Browser.field(page, "code"))
                .post("/sign-in");
        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(ada.confirm(page).statusCode()).isEqualTo(303);
        assertThat(ada.confirm(page).statusCode()).as("once").isEqualTo(410);
    }

    @Test
    void signingOutEndsWhatStoodForTheSignIn() {
        Person ada = Person.signedIn("ada");
        long active = activeOf("ada");

        assertThat(ada.signOut().statusCode()).isEqualTo(303);

        assertThat(activeOf("ada")).isEqualTo(active - 1);
    }

    /** The command line may be none that who signs in by a provider has. */
    @Test
    void whatIsOverSaysHowToSignInAgain() {
        Person ada = new Person();
        String page = ada.offered("ada", null);
        ada.confirm(page);

        assertThat(ada.confirm(page).asString())
                .contains("older than a minute", "by &quot;Sign in&quot; at the foot")
                .contains("href=\"/sign-in/oidc\"");
        assertThat(new Person().page("/sign-in?code=none")).contains("href=\"/sign-in/oidc\"");
    }

    private static long activeOf(String owner) {
        return get("/api/tokens").jsonPath().<Map<String, Object>>getList("").stream()
                .filter(token -> owner.equals(token.get("owner")) && "active".equals(token.get("state")))
                .count();
    }

    @Test
    void nothingLeadsElsewhere() {
        Person ada = new Person();
        Response answer = ada.confirm(ada.offered("ada", encoded("//evil.example/fleet")));
        assertThat(answer.header("Location")).isEqualTo(Person.console() + "/fleet");
    }

    /** A session goes on until its end, at most an hour later; an admin ends it at once. */
    @Test
    void aRoleThatIsTakenAwayCountsFromTheNextSignInOn() {
        Keycloak.role("tim", "imprimatur-rebuild", true);
        Person tim = Person.signedIn("tim");
        Keycloak.role("tim", "imprimatur-rebuild", false);

        assertThat(new Person().returned("tim", null).statusCode()).isEqualTo(403);
        given().noFilters()
                .header("Authorization", "Bearer " + Keycloak.token("tim"))
                .contentType("application/json")
                .body(Map.of("select", "oidc/*/*"))
                .post("/api/rebuilds")
                .then()
                .statusCode(403);
        assertThat(tim.page("/fleet")).contains(SIGNED_IN + "tim</b>");

        List<Map<String, Object>> his = get("/api/tokens").jsonPath().<Map<String, Object>>getList("").stream()
                .filter(token -> "tim".equals(token.get("owner")))
                .toList();
        assertThat(his).allSatisfy(token -> {
            assertThat(token).containsEntry("issuer", Keycloak.url(Keycloak.port(), "imprimatur"));
            assertThat(Instant.parse(token.get("expiresAt").toString()))
                    .isBefore(Instant.now().plus(Duration.ofMinutes(61)));
            given().delete("/api/tokens/" + token.get("id")).then().statusCode(200);
        });
        assertThat(tim.page("/fleet")).doesNotContain(SIGNED_IN);
    }

    private static List<Map<String, Object>> acts(String query) {
        return get("/api/audit?" + query).jsonPath().getList("");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
