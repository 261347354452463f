package dev.imprimatur.console.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.console.Asks;
import dev.imprimatur.console.Browser;
import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Neighbours;
import dev.imprimatur.console.WithToken;
import dev.imprimatur.console.contract.Endpoints.Endpoint;
import io.quarkus.test.common.WithTestResource;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every endpoint that changes something, found in the code, against all that may not reach it. */
@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(Services.class)
class WriteAttackTest {
    private static final String DIGEST = "sha256:" + "a".repeat(64);
    private static final String EVIL = "https://evil.example";
    private static final int TOO_LARGE = 70_000;

    private static final List<String> SCOPES = List.of("read", "rebuild", "rollback");
    private static final String NONE = "none";

    /** What each needs. One that is not here fails the test: add it, and what it needs. */
    private static final Map<String, String> NEEDS = new TreeMap<>(Map.ofEntries(
            Map.entry("POST /api/rebuilds", "rebuild"),
            Map.entry("POST /api/rebuilds/{id}/cancel", "rebuild"),
            Map.entry("POST /api/rollbacks", "rollback"),
            Map.entry("PUT /api/blocks/{digest}", "rollback"),
            Map.entry("DELETE /api/blocks/{digest}", "rollback"),
            Map.entry("POST /api/read-model/rebuild", "admin"),
            Map.entry("POST /api/plan", NONE),
            Map.entry("POST /api/sign-ins", "read"),
            Map.entry("POST /api/tokens", "admin"),
            Map.entry("DELETE /api/tokens/{id}", "admin"),
            Map.entry("POST /api/webhooks", "admin"),
            Map.entry("DELETE /api/webhooks/{id}", "admin"),
            Map.entry("POST /api/webhooks/{id}/enable", "admin"),
            Map.entry("POST /api/webhooks/{id}/rotate", "admin"),
            Map.entry("POST /api/dead-letters/{act}", "admin"),
            Map.entry("POST /api/dead-letters/own/{act}", "admin"),
            Map.entry("POST /rebuilds/new", "rebuild"),
            Map.entry("POST /rebuilds/{id}/cancel", "rebuild"),
            Map.entry("POST /images/{family}/{version}/{variant}/rollback", "rollback"),
            Map.entry("POST /rollbacks/{id}/unblock", "rollback"),
            Map.entry("POST /dead-letters/{act}", "admin"),
            Map.entry("POST /sign-in", NONE),
            Map.entry("POST /sign-out", "read")));

    /** Good for each of them, as far as that goes: what is refused is refused for another reason. */
    private static final String BODY = "{\"type\": \"rebuild-all\", \"reason\": \"attack\"}";

    @Inject
    DataSource database;

    private List<Endpoint> endpoints;
    private Map<String, Long> before;

    @BeforeEach
    void look() throws SQLException {
        endpoints = Endpoints.all().stream().filter(Endpoint::writes).toList();
        before = rows();
    }

    @AfterEach
    void nothingWasDone() throws SQLException {
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void eachIsInTheTable() {
        assertThat(endpoints.stream().map(Endpoint::toString)).containsExactlyInAnyOrderElementsOf(NEEDS.keySet());
    }

    @Test
    void withoutATokenOrWithOneThatDoesNotCount() throws SQLException {
        String revoked = revokedToken();
        String cookie = Browser.admin().cookie();
        before = rows();

        refused("no token", 401, endpoint -> rest(endpoint));
        refused("a revoked token", 401, endpoint -> rest(endpoint).header("Authorization", "Bearer " + revoked));
        refused(
                "no token of ours",
                401,
                endpoint -> rest(endpoint).header("Authorization", "Bearer imp_" + "0".repeat(43)));
        refused(
                "a password",
                401,
                endpoint -> rest(endpoint).auth().preemptive().basic("admin", WithToken.token()));
        refused(
                "a token in the address",
                401,
                endpoint -> rest(endpoint).queryParam("access_token", WithToken.token()));
        refused("the cookie of a page", 401, endpoint -> rest(endpoint).header("Cookie", cookie));
        refused(
                "a header twice",
                401,
                endpoint -> rest(endpoint)
                        .header("Authorization", "Bearer " + WithToken.token(), "Bearer " + WithToken.token()));
    }

    @Test
    void withTheTokenOfAnotherScope() throws SQLException {
        Map<String, String> tokens = new TreeMap<>();
        SCOPES.forEach(scope -> tokens.put(scope, Browser.token(scope)));
        before = rows();
        for (String scope : SCOPES) {
            for (Endpoint endpoint : rest()) {
                String needed = NEEDS.get(endpoint.toString());
                if (!List.of(NONE, "read", scope).contains(needed)) {
                    Response answer =
                            send(endpoint, rest(endpoint).header("Authorization", "Bearer " + tokens.get(scope)));
                    assertThat(answer.statusCode()).as(scope + ": " + endpoint).isEqualTo(403);
                    assertThat(answer.header("WWW-Authenticate")).contains("insufficient_scope", needed);
                }
            }
        }
    }

    @Test
    void fromAPageOfAnotherSite() {
        for (String origin : List.of(EVIL, "http://localhost:1", "null")) {
            refused("Origin: " + origin, 403, endpoint -> asAdmin(endpoint).header("Origin", origin));
        }
        refused("a form", 415, endpoint -> asAdmin(endpoint).contentType("application/x-www-form-urlencoded"));
        refused("text", 415, endpoint -> asAdmin(endpoint).contentType("text/plain"));
        refused(
                "a type with another in it",
                415,
                endpoint -> asAdmin(endpoint).contentType("text/plain; application/json"));
        refused("no type", 415, endpoint -> asAdmin(endpoint).noContentType().body(BODY.getBytes()));
    }

    /** DNS rebinding: to the browser it is the same site. */
    @Test
    void fromAPageWhoseNameWasPointedHere() {
        refused("Host", 403, endpoint -> asAdmin(endpoint).header("Host", "evil.example:" + RestAssured.port));
        refused(
                "Host and Origin",
                403,
                endpoint -> asAdmin(endpoint)
                        .header("Host", "evil.example:" + RestAssured.port)
                        .header("Origin", "http://evil.example:" + RestAssured.port));
        refused("Host of another service", 403, endpoint -> asAdmin(endpoint).header("Host", "publisher:8084"));
    }

    @Test
    void withABodyThatIsTooLarge() {
        refused(
                "too large",
                413,
                endpoint -> asAdmin(endpoint).body("{\"reason\": \"" + "x".repeat(TOO_LARGE) + "\"}"));
    }

    @Test
    void formsWithoutASignInOrByAnother() throws SQLException {
        Browser stranger = Browser.stranger();
        Browser admin = Browser.admin();
        Browser other = Browser.admin();
        String foreign = other.key("/fleet");
        Map<String, Browser> lesser = new TreeMap<>();
        SCOPES.forEach(scope -> lesser.put(scope, Browser.of(scope)));
        Browser revoked = Browser.signedIn(tokenThatIsRevokedAfter());
        revokeAllOf("to be revoked");
        before = rows();

        for (Endpoint form : forms()) {
            String address = address(form);
            String needed = NEEDS.get(form.toString());
            Map<String, String> fields = Map.of("key", admin.key("/fleet"), "reason", "attack", "type", "rebuild-all");
            if (!needed.equals(NONE)) {
                status(form, "no sign-in", 401, () -> stranger.post(address, fields));
                status(form, "a sign-in whose token was revoked", 401, () -> revoked.post(address, fields));
            }
            if (!needed.equals(NONE)) {
                status(form, "no key", 403, () -> admin.post(address, Map.of("reason", "attack")));
                status(form, "the key of another session", 403, () -> admin.post(address, Map.of("key", foreign)));
            }
            for (String origin : List.of(EVIL, "null", "http://localhost:1")) {
                status(form, "Origin: " + origin, 403, () -> admin.post(address, origin, fields));
            }
            status(form, "no Origin", 415, () -> admin.post(address, null, fields));
            status(
                    form,
                    "JSON",
                    415,
                    () -> admin.asks()
                            .header("Origin", "http://localhost:" + RestAssured.port)
                            .contentType(ContentType.JSON)
                            .body("{}")
                            .post(address));
            status(
                    form,
                    "Host",
                    403,
                    () -> admin.asks()
                            .header("Host", "evil.example")
                            .header("Origin", "http://evil.example")
                            .contentType("application/x-www-form-urlencoded")
                            .body("key=" + admin.key("/fleet"))
                            .post(address));
            status(
                    form,
                    "too large",
                    413,
                    () -> admin.asks()
                            .header("Origin", "http://localhost:" + RestAssured.port)
                            .contentType("application/x-www-form-urlencoded")
                            .body("reason=" + "x".repeat(TOO_LARGE))
                            .post(address));
            for (String scope : SCOPES) {
                if (!List.of(NONE, "read", scope).contains(needed)) {
                    Browser browser = lesser.get(scope);
                    status(
                            form,
                            "scope " + scope,
                            403,
                            () -> browser.post(address, Map.of("key", browser.key("/fleet"), "reason", "attack")));
                }
            }
        }
    }

    /** Asks each endpoint of REST that needs a token so. */
    private void refused(
            String attack, int status, java.util.function.Function<Endpoint, RequestSpecification> request) {
        for (Endpoint endpoint : rest()) {
            // A plan only looks, so no token is asked for; all else holds for it too.
            boolean looks = NEEDS.get(endpoint.toString()).equals(NONE) && status == 401;
            // An act that is made by method and address alone has no body, and no type.
            boolean bodiless = status == 415 && !endpoint.verb().equals("POST") && attack.equals("no type");
            if (!looks && !bodiless) {
                status(endpoint, attack, status, () -> send(endpoint, request.apply(endpoint)));
            }
        }
    }

    private static void status(Endpoint endpoint, String attack, int expected, Supplier<Response> sent) {
        Response answer = sent.get();
        assertThat(answer.statusCode())
                .as(attack + ": " + endpoint + ": " + answer.asString())
                .isEqualTo(expected);
    }

    private List<Endpoint> rest() {
        return endpoints.stream().filter(Endpoint::isRest).toList();
    }

    private List<Endpoint> forms() {
        return endpoints.stream().filter(endpoint -> !endpoint.isRest()).toList();
    }

    private static RequestSpecification rest(Endpoint endpoint) {
        RequestSpecification request = given().noFilters().contentType(ContentType.JSON);
        return request.body(BODY);
    }

    private static RequestSpecification asAdmin(Endpoint endpoint) {
        return rest(endpoint).header("Authorization", "Bearer " + WithToken.token());
    }

    private static Response send(Endpoint endpoint, RequestSpecification request) {
        return request.request(endpoint.verb(), address(endpoint));
    }

    private static String address(Endpoint endpoint) {
        return endpoint.path()
                .replace("{digest}", DIGEST)
                .replace("{act}", "drop")
                .replaceAll("\\{[^}]*}", "x");
    }

    private static String revokedToken() {
        String token = Browser.token("read", "rebuild", "rollback", "admin");
        revokeAllOf("alice");
        return token;
    }

    private static String tokenThatIsRevokedAfter() {
        return given().contentType(ContentType.JSON)
                .body("{\"owner\": \"to be revoked\", \"scopes\": [\"admin\"]}")
                .post("/api/tokens")
                .path("token");
    }

    private static void revokeAllOf(String owner) {
        List<String> ids = given().get("/api/tokens")
                .jsonPath()
                .getList("findAll { it.owner == '" + owner + "' && it.state == 'active' }.id");
        assertThat(ids).isNotEmpty();
        ids.forEach(id -> given().contentType(ContentType.JSON).delete("/api/tokens/" + id));
    }

    /** How many rows there are of each kind of thing that an endpoint makes or changes. */
    private Map<String, Long> rows() throws SQLException {
        Map<String, Long> rows = new TreeMap<>();
        List<String> questions = List.of(
                "select count(*) from rebuild",
                "select count(*) from rollback",
                "select count(*) from webhook",
                "select count(*) from webhook_former_secret",
                "select count(*) from api_token",
                "select count(*) from api_token where revoked_at is null",
                "select count(*) from sign_in",
                "select count(*) from page_session",
                "select count(*) from page_act",
                "select count(*) from replay",
                // Those that wait may get more by themselves: what earlier tests sent comes when it comes.
                "select count(*) from dead_letter where state <> 'WAITING'");
        try (Connection connection = database.getConnection()) {
            for (String question : questions) {
                try (var statement = connection.createStatement();
                        ResultSet found = statement.executeQuery(question)) {
                    found.next();
                    rows.put(question, found.getLong(1));
                }
            }
        }
        return rows;
    }
}
