package dev.imprimatur.console.access;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.WithToken;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may write: those who show a token that counts, and is good for it. */
@ConsoleTest
class TokensTest {
    private static final String ALL = "{\"type\":\"rebuild-all\",\"reason\":\"no token\"}";

    @Inject
    DataSource dataSource;

    @Inject
    Tokens tokens;

    @Inject
    OldProviderSignIns providerSignIns;

    /** Each one that will be added is in the description too, and so is asked without a token. */
    /** There is one for each time that someone signs in. */
    @Test
    @Transactional
    void whatStoodForSignInsByAProviderGoesAfterADay() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Grant ada = new Grant("ada", null, List.of(Scope.READ), "https://provider.example", "1", null);
        ApiToken old = ApiToken.of(ada, now.minus(Duration.ofHours(27)), now.minus(Duration.ofHours(25)));
        ApiToken yet = ApiToken.of(ada, now.minus(Duration.ofHours(24)), now.minus(Duration.ofHours(23)));
        ApiToken other = ApiToken.of(TokenText.random(), "ci", List.of(Scope.READ), now);
        other.expiresAt = old.expiresAt;
        ApiToken.persist(old, yet, other);
        ApiToken.flush();

        assertThat(providerSignIns.expire(now).count()).isEqualTo(1);

        assertThat(ApiToken.<ApiToken>list("id in ?1", List.of(old.id, yet.id, other.id)))
                .extracting(token -> token.id)
                .containsExactlyInAnyOrder(yet.id, other.id);
        ApiToken.delete("id in ?1", List.of(yet.id, other.id));
    }

    @Test
    void noWriteIsAnsweredWithoutAToken() {
        JsonPath described = given().noFilters().get("/q/openapi?format=json").jsonPath();
        Map<String, Map<String, Object>> paths = described.getMap("paths");
        List<String> open = new ArrayList<>();
        int asked = 0;
        for (var path : paths.entrySet()) {
            for (String verb : List.of("post", "put", "delete", "patch")) {
                if (path.getValue().containsKey(verb)) {
                    asked++;
                    String address = path.getKey().replace("{act}", "drop").replaceAll("\\{[^}]*}", "x");
                    int status = given().noFilters()
                            .contentType(ContentType.JSON)
                            .body("{}")
                            .request(verb, address)
                            .statusCode();
                    if (status != 401) {
                        open.add(verb + " " + path.getKey());
                    }
                }
            }
        }
        assertThat(asked).isGreaterThan(10);
        assertThat(open).as("what needs no token").containsExactly("post /api/plan");
        nothingWasRequested();
    }

    @Test
    void aRequestWithoutOneLearnsHowToSendOneAndMayLook() {
        given().noFilters()
                .contentType(ContentType.JSON)
                .body(ALL)
                .post("/api/rebuilds")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", "Bearer")
                .body("error", equalTo("unauthorized"))
                .body("message", containsString("Authorization: Bearer TOKEN"))
                .body("message", containsString("scope rebuild"))
                .body("message", containsString("IMPRIMATUR_TOKEN_FILE"));
        given().noFilters().get("/api/rebuilds").then().statusCode(200);
        given().noFilters().get("/fleet").then().statusCode(200);
        given().noFilters().get("/api/tokens").then().statusCode(401);
        nothingWasRequested();
    }

    @ParameterizedTest
    @CsvSource({
        "read, 403, 403, 403, 403",
        "rebuild, 400, 403, 403, 403",
        "rollback, 403, 400, 400, 403",
        "admin, 400, 400, 400, 400"
    })
    void aTokenIsGoodForItsScopeAlone(String scope, int rebuild, int rollback, int block, int webhook) {
        String token = make(scope).getString("token");

        with(token).body("{}").post("/api/rebuilds").then().statusCode(rebuild);
        with(token).body("{}").post("/api/rollbacks").then().statusCode(rollback);
        with(token).delete("/api/blocks/x").then().statusCode(block);
        with(token).body("{}").post("/api/webhooks").then().statusCode(webhook);
        with(token).body("{}").post("/api/tokens").then().statusCode(webhook);
        with(token).get("/api/rebuilds").then().statusCode(200);
    }

    @Test
    void whatATokenLacksIsSaid() {
        JsonPath made = make("rebuild");
        with(made.getString("token"))
                .body("{\"reference\":\"node:22\"}")
                .post("/api/rollbacks")
                .then()
                .statusCode(403)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"rollback\"")
                .body("error", equalTo("forbidden"))
                .body("message", startsWith("the token " + made.getString("id") + " lacks the scope rollback"));
    }

    /** Another console revokes it in the database that all of them ask. */
    @Test
    void aTokenThatWasRevokedAtAnotherConsoleIsNoLongerValid() throws SQLException {
        JsonPath made = make("rebuild");
        with(made.getString("token")).body("{}").post("/api/rebuilds").then().statusCode(400);

        change("update api_token set revoked_at = now() where id = '" + made.getString("id") + "'");

        refused(with(made.getString("token")).body("{}").post("/api/rebuilds").then());
    }

    @Test
    void aTokenIsRevokedAndExpires() throws SQLException {
        JsonPath revoked = make("admin");
        given().delete("/api/tokens/" + revoked.getString("id"))
                .then()
                .statusCode(200)
                .body("state", equalTo("revoked"));
        refused(with(revoked.getString("token"))
                .body("{}")
                .post("/api/rebuilds")
                .then());
        given().delete("/api/tokens/none").then().statusCode(404);

        JsonPath expiring = make("rebuild");
        change("update api_token set expires_at = now() - interval '1 second' where id = '" + expiring.getString("id")
                + "'");
        refused(with(expiring.getString("token"))
                .body("{}")
                .post("/api/rebuilds")
                .then());
        get("/api/tokens")
                .then()
                .body("find { it.id == '" + expiring.getString("id") + "' }.state", equalTo("expired"));
    }

    @Test
    void whatIsNoTokenIsRefusedWhereverItStands() {
        String token = WithToken.token();
        refused(with("imp_" + "a".repeat(43)).body(ALL).post("/api/rebuilds").then());
        refused(with(token.toLowerCase(Locale.ROOT))
                .body(ALL)
                .post("/api/rebuilds")
                .then());
        refused(with(token + "x").body(ALL).post("/api/rebuilds").then());
        refused(with("").body(ALL).post("/api/rebuilds").then());
        refused(json().header("Authorization", "Basic " + token)
                .body(ALL)
                .post("/api/rebuilds")
                .then());
        refused(json().header("Authorization", "Bearer " + token, "Bearer " + token)
                .body(ALL)
                .post("/api/rebuilds")
                .then());
        for (String parameter : List.of("access_token", "token", "Authorization")) {
            json().queryParam(parameter, token)
                    .body(ALL)
                    .post("/api/rebuilds")
                    .then()
                    .statusCode(401);
        }
        json().header("Cookie", "token=" + token)
                .body(ALL)
                .post("/api/rebuilds")
                .then()
                .statusCode(401);
        nothingWasRequested();
    }

    @Test
    void aHugeHeaderIsRefused() {
        refused(with("a".repeat(6000)).body(ALL).post("/api/rebuilds").then());
        with("a".repeat(100_000)).body(ALL).post("/api/rebuilds").then().statusCode(431);
        nothingWasRequested();
    }

    @Test
    void onlyTheAnswerToItsMakerShowsATokenAndTheDatabaseHasItsHash() throws SQLException {
        JsonPath made = make("read", "rebuild");
        String token = made.getString("token");
        assertThat(token).matches("imp_[A-Za-z0-9_-]{43}");
        assertThat(made.getList("scopes")).containsExactly("read", "rebuild");
        assertThat(made.getString("madeBy")).isEqualTo("admin-token-file");

        get("/api/tokens").then().body("id", hasItem(made.getString("id"))).body("token", everyItem(nullValue()));
        assertThat(rows("select t::text from api_token t"))
                .noneMatch(row -> row.contains(token))
                .anyMatch(row -> row.contains(new TokenText(token).hash()));
    }

    @Test
    void whenItWasUsedLastIsNotedOnceAMinute() throws SQLException {
        JsonPath made = make("rebuild");
        String id = made.getString("id");
        String used = "select used_at::text from api_token where id = '" + id + "'";
        assertThat(rows(used)).containsOnlyNulls();

        with(made.getString("token")).body("{}").post("/api/rebuilds");
        List<String> first = rows(used);
        assertThat(first).doesNotContainNull();
        with(made.getString("token")).body("{}").post("/api/rebuilds");
        assertThat(rows(used)).isEqualTo(first);

        change("update api_token set used_at = used_at - interval '61 seconds' where id = '" + id + "'");
        with(made.getString("token")).body("{}").post("/api/rebuilds");
        assertThat(rows(used)).isNotEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"scopes\":[\"read\"]} | owner: ",
                "{\"owner\":\" \",\"scopes\":[\"read\"]} | owner: ",
                "{\"owner\":\"ci\"} | scopes: ",
                "{\"owner\":\"ci\",\"scopes\":[]} | scopes: ",
                "{\"owner\":\"ci\",\"scopes\":[\"root\"]} | scopes: expected read, rebuild, rollback, admin",
                "{\"owner\":\"ci\",\"scopes\":[\"read\"],\"expiresAt\":\"2020-01-01T00:00:00Z\"} | expiresAt: ",
                "{\"owner\":\"ci\",\"scopes\":[\"read\"],\"expiresAt\":\"+300000-01-01T00:00:00Z\"} | expiresAt: ",
                "{\"owner\":\"ci\",\"scopes\":[\"read\"],\"expiresAt\":99999999999999999} | expiresAt: ",
                "{\"owner\":\"ci\",\"scopes\":[null]} | scopes: expected read, rebuild, rollback, admin"
            })
    void anOrderThatIsWrongIsSaid(String order, String message) {
        given().contentType(ContentType.JSON)
                .body(order)
                .post("/api/tokens")
                .then()
                .statusCode(400)
                .body("message", startsWith(message.strip()));
    }

    @Test
    void noLogHoldsAToken() {
        List<String> lines = new ArrayList<>();
        Handler listener = new ExtHandler() {
            private final PatternFormatter formatter = new PatternFormatter("%c %m %e");

            @Override
            public void publish(LogRecord record) {
                synchronized (lines) {
                    lines.add(formatter.format(ExtLogRecord.wrap(record)));
                }
            }
        };
        Logger root = Logger.getLogger("");
        root.addHandler(listener);
        try {
            JsonPath made = make("read");
            String token = made.getString("token");
            with(token).body("{}").post("/api/rebuilds").then().statusCode(403);
            with(token + "x").body(ALL).post("/api/rebuilds").then().statusCode(401);
            given().delete("/api/tokens/" + made.getString("id")).then().statusCode(200);
            with(token).body(ALL).post("/api/rebuilds").then().statusCode(401);
            synchronized (lines) {
                assertThat(lines)
                        .anyMatch(line -> line.contains("revoked token " + made.getString("id")))
                        .noneMatch(line -> line.contains(token) || line.contains(WithToken.token()));
            }
        } finally {
            root.removeHandler(listener);
        }
    }

    private static void refused(ValidatableResponse answer) {
        answer.statusCode(401).header("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    }

    private static JsonPath make(String... scopes) {
        return given().contentType(ContentType.JSON)
                .body(Map.of(
                        "owner",
                        "ci",
                        "scopes",
                        List.of(scopes),
                        "expiresAt",
                        Instant.now().plus(Duration.ofDays(1)).toString()))
                .post("/api/tokens")
                .then()
                .statusCode(201)
                .header("Cache-Control", "no-store")
                .extract()
                .jsonPath();
    }

    private static RequestSpecification with(String token) {
        return json().header("Authorization", "Bearer " + token);
    }

    private static RequestSpecification json() {
        return given().noFilters().contentType(ContentType.JSON);
    }

    private static void nothingWasRequested() {
        assertThat(get("/api/rebuilds?limit=1000").jsonPath().getList("reason")).doesNotContain("no token");
    }

    private void change(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private List<String> rows(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }
}
