package dev.imprimatur.console.access;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.console.Browser;
import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Wire;
import dev.imprimatur.console.WithToken;
import dev.imprimatur.events.RebuildRequested;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where looking needs a token a browser signs in; where writing needs none, its forms act without. */
@ConsoleTest
@TestProfile(SignedInReadingTest.TheOtherWayRound.class)
class SignedInReadingTest {

    private static final int WRITES = 60;

    /** The other choice for each. */
    public static class TheOtherWayRound implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "imprimatur.console.reading",
                    "token",
                    "imprimatur.console.writing",
                    "open",
                    "imprimatur.http.writes-a-minute",
                    Integer.toString(WRITES));
        }
    }

    @Test
    void aBrowserLooksOnceItSignedIn() {
        Browser stranger = Browser.stranger();
        Response refused = stranger.asks().header("Accept", "text/html").get("/fleet");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.asString()).contains("a browser signs in by ./imprimatur open");
        assertThat(stranger.asks().get("/api/rebuilds").statusCode()).isEqualTo(401);
        String code = Browser.code(WithToken.token());
        assertThat(stranger.page("/sign-in?code=" + code)).contains("Sign in as admin-token-file?");

        assertThat(stranger.signIn(code).statusCode()).isEqualTo(303);

        for (String address : List.of("/fleet", "/rebuilds", "/activity", "/api/rebuilds")) {
            assertThat(stranger.asks().get(address).statusCode()).as(address).isEqualTo(200);
        }
        assertThat(stranger.asks().delete("/api/tokens/x").statusCode()).isEqualTo(401);
        assertThat(stranger.asks()
                        .contentType(ContentType.JSON)
                        .body("{}")
                        .post("/api/plan")
                        .statusCode())
                .isEqualTo(401);
        stranger.signOut();
        assertThat(stranger.asks().get("/fleet").statusCode()).isEqualTo(401);
    }

    @Test
    void formsActWithoutASignInAndStillOfTheConsolesPagesAlone() {
        Wire.tell("open-to-all", List.of(RebuildRequested.class));
        Map<String, String> form = Map.of("request", UUID.randomUUID().toString(), "reason", "anyone may", "key", "");
        Browser stranger = Browser.stranger();
        assertThat(stranger.post("/rebuilds/open-to-all/cancel", "https://evil.example", form)
                        .statusCode())
                .isEqualTo(403);

        assertThat(stranger.post("/rebuilds/open-to-all/cancel", form).statusCode())
                .isEqualTo(303);
        assertThat(stranger.post("/rebuilds/open-to-all/cancel", form).statusCode())
                .isEqualTo(303);

        Wire.awaitEvents("open-to-all", 2);
        assertThat(get("/api/audit?way=page&limit=50").jsonPath().<Map<String, Object>>getList(""))
                .anySatisfy(act -> assertThat(act)
                        .containsEntry("who", "no sign-in, by page")
                        .containsEntry("about", "open-to-all")
                        .containsEntry("reason", "anyone may"));
        Browser alice = Browser.of("rebuild");
        assertThat(alice.post("/rebuilds/open-to-all/cancel", form).statusCode())
                .as("a browser that signed in shows its key")
                .isEqualTo(403);
    }

    @Test
    void writesCountByTokenAndTakeNothingFromOthers() {
        for (int i = 0; i < 2 * WRITES; i++) {
            assertThat(makesNoToken("no-token-of-this-console")).isEqualTo(401);
        }
        String busy = Browser.token("admin");
        Response refused = asks(busy).body("{}").post("/api/tokens");
        for (int i = 0; i < 2 * WRITES && refused.statusCode() == 400; i++) {
            refused = asks(busy).body("{}").post("/api/tokens");
        }

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.contentType()).isEqualTo("application/problem+json");
        assertThat(refused.jsonPath().getString("message")).contains("came from the token ", "ask again in");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 2);
        assertThat(makesNoToken(Browser.token("admin"))).isEqualTo(400);
        assertThat(given().noFilters()
                        .contentType(ContentType.JSON)
                        .body("{}")
                        .post("/api/rebuilds")
                        .statusCode())
                .as("what needs no token here counts by address")
                .isEqualTo(400);
        assertThat(asks(busy).get("/api/tokens").statusCode()).as("looking").isEqualTo(200);
    }

    /** Who guesses is no danger, as a code has 256 bits, but for who signs in by the same proxy. */
    @Test
    void wrongLinksAreCountedAndKeepNoOneFromSigningIn() {
        Browser stranger = Browser.stranger();
        Response refused = stranger.signIn("a".repeat(43));
        for (int i = 0; i < 2 * WRITES && refused.statusCode() == 410; i++) {
            refused = stranger.signIn("a".repeat(43));
        }

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.asString()).contains("too many links that sign in no one came from the address ");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 2);
        String link = Browser.code(Browser.token("read"));
        assertThat(stranger.page("/sign-in?code=" + link)).contains("Sign in as alice?");
        assertThat(stranger.signIn(link).statusCode()).isEqualTo(303);
        assertThat(given().noFilters()
                        .contentType(ContentType.JSON)
                        .body("{}")
                        .post("/api/rebuilds")
                        .statusCode())
                .as("what shows no token")
                .isEqualTo(400);
    }

    /** All who come by one proxy have its address. */
    @Test
    void aTokenThatIsNotNeededIsCountedAndTakesNothingFromTheAddress() {
        String busy = Browser.token("admin");
        Response refused = asks(busy).body("{}").post("/api/rebuilds");
        for (int i = 0; i < 2 * WRITES && refused.statusCode() == 400; i++) {
            refused = asks(busy).body("{}").post("/api/rebuilds");
        }

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.jsonPath().getString("message")).contains("came from the token ");
        assertThat(asks("no-token-of-this-console")
                        .body("{}")
                        .post("/api/rebuilds")
                        .statusCode())
                .as("one that does not count is as good as none")
                .isEqualTo(400);
    }

    @Test
    @Timeout(60)
    void aStreamEndsWithTheTokenThatItWasAskedForWith() throws Exception {
        String token = Browser.token("read");
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + RestAssured.port + "/live?view=now"))
                .header("Authorization", "Bearer " + token)
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            Iterator<String> stream = client.send(request, HttpResponse.BodyHandlers.ofLines())
                    .body()
                    .iterator();
            while (!stream.next().equals("event:beat")) {
                // What comes before it is of no interest.
            }
            given().delete("/api/tokens/tok-" + new TokenText(token).hash().substring(0, 12))
                    .then()
                    .statusCode(200);

            List<String> rest = new ArrayList<>();
            stream.forEachRemaining(rest::add);
            assertThat(rest).contains("event:refetch");
            client.shutdownNow();
        }
    }

    private static int makesNoToken(String token) {
        return asks(token).body("{}").post("/api/tokens").statusCode();
    }

    private static RequestSpecification asks(String token) {
        return given().noFilters().header("Authorization", "Bearer " + token).contentType(ContentType.JSON);
    }
}
