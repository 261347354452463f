package dev.imprimatur.console.access;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.startsWith;

import dev.imprimatur.console.ConsoleTest;
import io.quarkus.test.common.WithTestResource;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.smallrye.jwt.build.Jwt;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** By REST a token of a real Keycloak allows what its roles allow, and nothing else does that looks like one. */
@ConsoleTest
@WithTestResource(Keycloak.class)
class ProviderTokensTest {
    private static final String INVALID = "Bearer error=\"invalid_token\"";

    @Test
    void rolesAllowAndAreWrittenDown() {
        String reason = "by oidc " + UUID.randomUUID();
        ask(Keycloak.token("rita"), reason).then().statusCode(202);

        assertThat(acts("who=rita"))
                .anySatisfy(act -> assertThat(act)
                        .containsEntry("who", "rita, by OIDC")
                        .containsEntry("issuer", Keycloak.url(Keycloak.port(), "imprimatur"))
                        .containsEntry("reason", reason)
                        .containsEntry("status", 202)
                        .containsKey("subject")
                        .doesNotContainKey("token"));
        with(Keycloak.token("ada")).get("/api/tokens").then().statusCode(200);
    }

    @Test
    void whoLacksARoleIsSaidWhichOne() {
        with(Keycloak.token("rita"))
                .get("/api/tokens")
                .then()
                .statusCode(403)
                .header("WWW-Authenticate", containsString("scope=\"admin\""))
                .body("message", containsString("the sign-in of rita by OIDC lacks the scope admin: it has rebuild"))
                .body("message", containsString("the role imprimatur-admin"));
        ask(Keycloak.token("norma"), "no role")
                .then()
                .statusCode(403)
                .body("message", containsString("lacks the scope rebuild: it has none"));
        assertThat(acts("who=norma&refused=true")).isNotEmpty();
    }

    @Test
    void tokensOfTheConsoleGoOnBeside() {
        ask(dev.imprimatur.console.WithToken.token(), "as ever").then().statusCode(202);
        ask(TokenText.random().text(), "unknown")
                .then()
                .statusCode(401)
                .body("message", startsWith("this needs a token, and what came is none"));
    }

    @Test
    void whatIsMeantForOthersIsRefused() {
        refused(tokens("imprimatur", "another", "ada"), "it has no claim aud");
        refused(
                tokens("elsewhere", "imprimatur", "ada"),
                "it is signed by no key of the provider's (it says that " + Keycloak.url(Keycloak.port(), "elsewhere")
                        + " issued it)");
    }

    /** With all that a token of Keycloak's says, but not signed by it. */
    @Test
    void forgedTokensAreRefused() throws NoSuchAlgorithmException {
        String good = Keycloak.token("norma");
        String[] parts = good.split("\\.");
        String claims =
                text(parts[1]).replace("\"scope\"", "\"realm_access\":{\"roles\":[\"imprimatur-admin\"]},\"scope\"");
        assertThat(claims).contains("imprimatur-admin");
        String kid = new JsonPath(text(parts[0])).getString("kid");
        KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
        // As long as Keycloak's own; the default takes seconds to find.
        keys.initialize(2048);
        KeyPair own = keys.generateKeyPair();

        refused(bits("{\"alg\":\"none\"}") + "." + bits(claims) + ".", "it is not signed in a way that counts");
        refused(parts[0] + "." + bits(claims) + "." + parts[2], "its signature is wrong");
        refused(signed(claims, own, kid), "its signature is wrong");
        refused(signed(claims, own, "another-key"), "it is signed by no key of the provider's");
        String hmac = Jwt.claims(new JsonPath(claims).getMap(""))
                .jws()
                .keyId(kid)
                .sign(new SecretKeySpec(publicKey(kid), "HmacSHA256"));
        refused(hmac, "it is not signed in a way that counts");
        refused("a.b.c", "it is none, or its signature is wrong");
    }

    /** It is for the client that someone signs in to, and says nothing of what may be asked by REST. */
    @Test
    void anIdTokenIsNone() {
        refused(Keycloak.tokens("imprimatur", "imprimatur", "ada").getString("id_token"), "it is an ID token");
    }

    /** The clocks of both may differ by ten seconds. */
    @Test
    void aTokenThatHasExpiredIsRefusedOnceNoClockCanBeWrong() {
        String token = tokens("imprimatur", "short-lived", "ada");
        Instant expires = Instant.ofEpochSecond(new JsonPath(text(token.split("\\.")[1])).getLong("exp"));
        with(token).get("/api/tokens").then().statusCode(200);

        await().atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> with(token).get("/api/tokens").statusCode() == 401);

        assertThat(Instant.now()).isAfter(expires.plusSeconds(9));
        refused(token, "it has expired");
    }

    /** It would make twelve hours of five minutes. */
    @Test
    void aTokenOfAProviderMakesNoLink() {
        with(Keycloak.token("ada"))
                .contentType(ContentType.JSON)
                .post("/api/sign-ins")
                .then()
                .statusCode(403)
                .body("message", containsString("/sign-in/oidc"));
    }

    private static ValidatableResponse refused(String token, String why) {
        return ask(token, "refused")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", INVALID)
                .body("message", containsString("counts for nothing here: " + why));
    }

    private static String signed(String claims, KeyPair key, String kid) {
        return Jwt.claims(new JsonPath(claims).getMap("")).jws().keyId(kid).sign(key.getPrivate());
    }

    private static byte[] publicKey(String kid) {
        return Base64.getUrlDecoder()
                .decode(given().noFilters()
                        .get(Keycloak.url(Keycloak.port(), "imprimatur") + "/protocol/openid-connect/certs")
                        .jsonPath()
                        .getString("keys.find { it.kid == '" + kid + "' }.n"));
    }

    private static String tokens(String realm, String client, String person) {
        return Keycloak.tokens(realm, client, person).getString("access_token");
    }

    private static Response ask(String token, String reason) {
        return with(token)
                .contentType(ContentType.JSON)
                .body(Map.of("select", "oidc/*/*", "reason", reason))
                .post("/api/rebuilds");
    }

    private static io.restassured.specification.RequestSpecification with(String token) {
        return given().noFilters().header("Authorization", "Bearer " + token);
    }

    private static List<Map<String, Object>> acts(String query) {
        return get("/api/audit?" + query).jsonPath().getList("");
    }

    private static String bits(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(String bits) {
        return new String(Base64.getUrlDecoder().decode(bits), StandardCharsets.UTF_8);
    }
}
