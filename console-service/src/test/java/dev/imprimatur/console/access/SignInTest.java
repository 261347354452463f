package dev.imprimatur.console.access;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.console.Browser;
import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.WithToken;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A browser signs in by a link, and is who the link's token says, as long as that counts. */
@ConsoleTest
class SignInTest {
    private static final String SIGNED_IN = "Signed in as <b>";

    @Inject
    DataSource dataSource;

    @Test
    void aLinkSignsInAndOut() {
        Browser browser = Browser.stranger();
        assertThat(browser.page("/fleet")).doesNotContain(SIGNED_IN);

        String code = Browser.code(WithToken.token());
        assertThat(browser.page("/sign-in?code=" + code)).contains("Sign in as admin-token-file?", "do everything");
        browser.asks().get("/fleet").then().header("Cache-Control", "private, no-cache");
        // Looking used nothing up.
        Response answer = browser.signIn(code);

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.header("Location")).endsWith("/fleet");
        assertThat(answer.header("Set-Cookie"))
                .matches(
                        "imprimatur-[0-9a-f]{8}=[A-Za-z0-9_-]{43}; Path=/; Max-Age=4\\d{4}; HttpOnly; SameSite=Strict");
        assertThat(browser.page("/fleet")).contains(SIGNED_IN + "admin-token-file</b>");

        String cookie = browser.cookie();
        assertThat(browser.signOut().header("Set-Cookie")).contains("=; Path=/; Max-Age=0");
        assertThat(browser.page("/fleet")).doesNotContain(SIGNED_IN);
        assertThat(given().noFilters().header("Cookie", cookie).get("/fleet").asString())
                .as("a cookie that was copied")
                .doesNotContain(SIGNED_IN);
    }

    @Test
    void aLinkWorksOnceAlsoForManyAtOnce() throws Exception {
        String code = Browser.code(WithToken.token());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> answers = IntStream.range(0, 8)
                    .mapToObj(each ->
                            threads.submit(() -> Browser.stranger().signIn(code).statusCode()))
                    .toList();
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> answer : answers) {
                statuses.add(answer.get());
            }
            assertThat(statuses).containsOnlyOnce(303).containsOnly(303, 410);
        }
        Response late = Browser.stranger().signIn(code);
        assertThat(late.statusCode()).isEqualTo(410);
        assertThat(late.asString()).contains("sign in by ./imprimatur open");
        assertThat(late.header("Set-Cookie")).isNull();
    }

    @Test
    void aLinkIsGoodForAMinute() throws SQLException {
        String code = Browser.code(WithToken.token());
        assertThat(rows("select 'x' from sign_in where expires_at > now() + interval '61 seconds'"))
                .isEmpty();
        change("update sign_in set expires_at = now() where hash = '" + SecretText.hash(code) + "'");

        assertThat(Browser.stranger().signIn(code).statusCode()).isEqualTo(410);
        for (String none : List.of("", "x", "a".repeat(43), "a".repeat(5000))) {
            assertThat(Browser.stranger().signIn(none).statusCode()).isEqualTo(410);
        }
        Browser.stranger()
                .asks()
                .header("Accept", "text/html")
                .get("/sign-in")
                .then()
                .statusCode(410);
    }

    @Test
    void onlyWhoShowsATokenGetsALink() {
        given().noFilters()
                .contentType(ContentType.JSON)
                .post("/api/sign-ins")
                .then()
                .statusCode(401);
        Browser.admin()
                .asks()
                .contentType(ContentType.JSON)
                .post("/api/sign-ins")
                .then()
                .statusCode(401);
    }

    /** As each request asks the database, it is the same whichever console revoked it, and after each start. */
    @Test
    void aSessionEndsWithItsTokenAndAfterItsTime() throws SQLException {
        String token = Browser.token("rebuild");
        String id = "tok-" + new TokenText(token).hash().substring(0, 12);
        Browser first = Browser.signedIn(token);
        assertThat(first.page("/fleet")).contains(SIGNED_IN + "alice</b>");
        String unused = Browser.code(token);

        change("update api_token set expires_at = now() where id = '" + id + "'");
        assertThat(first.page("/fleet")).doesNotContain(SIGNED_IN);
        change("update api_token set expires_at = null where id = '" + id + "'");
        assertThat(first.page("/fleet")).contains(SIGNED_IN);

        change("update page_session set ends_at = now() where token_id = '" + id + "'");
        assertThat(first.page("/fleet")).doesNotContain(SIGNED_IN);
        change("update page_session set ends_at = now() + interval '1 hour' where token_id = '" + id + "'");
        assertThat(first.page("/fleet")).contains(SIGNED_IN);

        given().delete("/api/tokens/" + id).then().statusCode(200);
        assertThat(first.page("/fleet")).doesNotContain(SIGNED_IN);
        assertThat(first.post("/rebuilds/x/cancel", Map.of()).statusCode()).isEqualTo(401);
        assertThat(Browser.stranger().signIn(unused).statusCode()).isEqualTo(410);

        // A token whose row is gone, as that of another file's takes its place.
        change("delete from api_token where id = '" + id + "'");
        assertThat(rows("select 'x' from page_session where token_id = '" + id + "'"))
                .isEmpty();
    }

    @Test
    void theDatabaseHasNoSecret() throws SQLException {
        String code = Browser.code(WithToken.token());
        Browser browser = Browser.admin();
        String secret = browser.cookie().substring(browser.cookie().indexOf('=') + 1);
        String key = browser.key("/fleet");

        assertThat(key).hasSize(43).isNotEqualTo(secret);
        assertThat(rows("select s::text from page_session s union all select s::text from sign_in s"))
                .anyMatch(row -> row.contains(SecretText.hash(secret)))
                .anyMatch(row -> row.contains(SecretText.hash(code)))
                .noneMatch(row -> row.contains(secret) || row.contains(code) || row.contains(key));
        assertThat(get("/api/audit?limit=1000").asString()).doesNotContain(secret, code, key);
    }

    /** A browser sends a cookie with what any page asks for. */
    @Test
    void aCookieOpensNoRest() {
        Browser admin = Browser.admin();
        for (String address : List.of("/api/rebuilds", "/api/rollbacks", "/api/webhooks", "/api/tokens")) {
            admin.asks()
                    .contentType(ContentType.JSON)
                    .body("{}")
                    .post(address)
                    .then()
                    .statusCode(401);
        }
        // Looking is another matter: no page of another origin can read the answer.
        for (String address : List.of("/api/tokens", "/api/audit")) {
            admin.asks().get(address).then().statusCode(200).header("Cache-Control", "private, no-cache");
            Browser.of("rollback").asks().get(address).then().statusCode(403);
            Browser.stranger().asks().get(address).then().statusCode(401);
        }
        String token = WithToken.token();
        given().noFilters()
                .header("Cookie", admin.cookie().replaceFirst("=.*", "=" + token))
                .get("/fleet")
                .then()
                .statusCode(200);
    }

    @Test
    void aSecondLinkTakesThePlaceOfTheSession() {
        Browser browser = Browser.admin();
        String former = browser.cookie();

        assertThat(browser.signIn(Browser.code(Browser.token("read"))).statusCode())
                .isEqualTo(303);

        assertThat(browser.page("/fleet")).contains(SIGNED_IN + "alice</b>");
        assertThat(given().noFilters().header("Cookie", former).get("/fleet").asString())
                .doesNotContain(SIGNED_IN);
    }

    /** A page that another origin shows can neither sign a browser in nor out. */
    @Test
    void aForeignPageSignsNothingInOrOut() {
        Browser admin = Browser.admin();
        String code = Browser.code(Browser.token("read"));
        Map<String, String> form = Map.of("code", code);
        assertThat(admin.post("/sign-in", "https://evil.example", form).statusCode())
                .isEqualTo(403);
        assertThat(admin.post("/sign-in", "null", form).statusCode()).isEqualTo(403);
        assertThat(admin.post("/sign-in", null, form).statusCode()).isEqualTo(415);
        assertThat(admin.post("/sign-out", Map.of()).statusCode()).isEqualTo(403);
        assertThat(admin.page("/fleet")).contains(SIGNED_IN + "admin-token-file");
    }

    /** Each tab has a stream; the other tabs must not go on as if nothing had happened. */
    @Test
    @Timeout(60)
    void signingOutIsWrittenDownAndEndsTheStreamsOfTheSession() throws Exception {
        String owner = "leaving-" + System.nanoTime();
        Browser browser = Browser.signedIn(Browser.tokenOf(owner, "read"));
        Browser other = Browser.admin();
        try (HttpClient client = HttpClient.newHttpClient()) {
            Iterator<String> stream = stream(client, browser);
            Iterator<String> others = stream(client, other);
            awaitBeat(stream);
            awaitBeat(others);

            browser.signOut();

            List<String> rest = new ArrayList<>();
            stream.forEachRemaining(rest::add);
            assertThat(rest).contains("event:refetch");
            awaitBeat(others);
            client.shutdownNow();
        }
        assertThat(get("/api/audit?act=/sign-out&who=" + owner).jsonPath().<Map<String, Object>>getList(""))
                .singleElement()
                .satisfies(act -> assertThat(act)
                        .containsEntry("who", owner + ", by page")
                        .containsEntry("about", "a browser of " + owner)
                        .containsEntry("status", 303));
    }

    private static Iterator<String> stream(HttpClient client, Browser browser) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + io.restassured.RestAssured.port + "/live?view=now"))
                .header("Cookie", browser.cookie())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofLines()).body().iterator();
    }

    private static void awaitBeat(Iterator<String> stream) {
        while (!stream.next().equals("event:beat")) {
            // What comes before it is of no interest.
        }
    }

    @Test
    void signingInIsWrittenDown() {
        String owner = "written-" + System.nanoTime();
        String token = given().contentType(ContentType.JSON)
                .body(Map.of("owner", owner, "scopes", List.of("read")))
                .post("/api/tokens")
                .then()
                .extract()
                .path("token");
        Browser.signedIn(token);

        List<Map<String, Object>> acts = get("/api/audit?limit=20").jsonPath().getList("");
        assertThat(acts)
                .anySatisfy(act -> assertThat(act)
                        .containsEntry("act", "POST /api/sign-ins")
                        .containsEntry("who", owner)
                        .containsEntry("way", "rest"))
                .anySatisfy(act -> assertThat(act)
                        .containsEntry("act", "POST /sign-in")
                        .containsEntry("who", owner + ", by page")
                        .containsEntry("way", "page")
                        .containsEntry("about", "a browser of " + owner));
    }

    /** Not every console has a provider. */
    @Test
    void withoutAProviderNothingLeadsThereAndItsTokensAreNone() {
        assertThat(Browser.stranger().page("/fleet")).doesNotContain("/sign-in/oidc");
        assertThat(get("/q/openapi").asString()).doesNotContain("openIdConnect");
        Response answer =
                Browser.stranger().asks().header("Accept", "text/html").get("/sign-in/oidc?code=x&state=y");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.asString()).contains("imprimatur.console.oidc.url");
        given().noFilters()
                .header("Authorization", "Bearer eyJhbGciOiJub25lIn0.e30.")
                .contentType(ContentType.JSON)
                .body("{}")
                .post("/api/rebuilds")
                .then()
                .statusCode(401)
                .body("message", org.hamcrest.Matchers.startsWith("this needs a token, and what came is none"));
    }

    @Test
    void whereABrowserAsksOverHttpsItsCookieIsForThatAlone() {
        Session session =
                new Session(SecretText.random(), new ApiToken(), Instant.now().plus(Duration.ofHours(12)));
        SessionCookie cookie = new SessionCookie("home-a", true);
        assertThat(cookie.set(session, Instant.now()))
                .startsWith("__Host-imprimatur-")
                .endsWith("; Secure");
        assertThat(new SessionCookie("home-b", true).name()).isNotEqualTo(cookie.name());

        Browser browser = Browser.stranger();
        Response answer = given().noFilters()
                .redirects()
                .follow(false)
                .header("Origin", "https://localhost:" + io.restassured.RestAssured.port)
                .contentType("application/x-www-form-urlencoded")
                .formParam("code", Browser.code(WithToken.token()))
                .post("/sign-in");
        assertThat(answer.header("Set-Cookie")).startsWith("__Host-imprimatur-").endsWith("; SameSite=Strict; Secure");
        String set = answer.header("Set-Cookie");
        assertThat(browser.asks()
                        .header("Cookie", set.substring(0, set.indexOf(';')))
                        .get("/fleet")
                        .asString())
                .contains(SIGNED_IN);
    }

    private void change(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private List<String> rows(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                rows.add(found.getString(1));
            }
        }
        return rows;
    }
}
