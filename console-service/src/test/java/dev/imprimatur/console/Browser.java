package dev.imprimatur.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A browser as far as the console sees it: it keeps a cookie, says where forms come from, and follows nothing by
 * itself.
 */
public final class Browser {
    private String cookie;

    /** One that did not sign in. */
    public static Browser stranger() {
        return new Browser();
    }

    /** One that signed in by a link for the admin's token. */
    public static Browser admin() {
        return signedIn(WithToken.token());
    }

    /** One that signed in by a link for a new token of these scopes. */
    public static Browser of(String... scopes) {
        return signedIn(token(scopes));
    }

    /** A new token of these scopes. */
    public static String token(String... scopes) {
        return tokenOf("alice", scopes);
    }

    /** The same of this owner. */
    public static String tokenOf(String owner, String... scopes) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("owner", owner, "scopes", List.of(scopes)))
                .post("/api/tokens")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
    }

    /** One that signed in by a link for this token. */
    public static Browser signedIn(String token) {
        Browser browser = new Browser();
        Response answer = browser.signIn(code(token));
        assertThat(answer.statusCode()).isEqualTo(303);
        return browser;
    }

    /** What the link holds that this token gets. */
    public static String code(String token) {
        String path = given().noFilters()
                .header("Authorization", "Bearer " + token)
                .contentType(ContentType.JSON)
                .post("/api/sign-ins")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .extract()
                .path("path");
        assertThat(path).startsWith("/sign-in?code=");
        return path.substring(path.indexOf('=') + 1);
    }

    /** Presses the button of a link's page, and keeps the cookie. */
    public Response signIn(String code) {
        return kept(post("/sign-in", Map.of("code", code)));
    }

    /** Presses "Sign out". */
    public Response signOut() {
        return kept(post("/sign-out", Map.of("key", key("/fleet"))));
    }

    private Response kept(Response answer) {
        String set = answer.header("Set-Cookie");
        if (set != null) {
            String pair = set.substring(0, set.indexOf(';'));
            cookie = pair.endsWith("=") ? null : pair;
        }
        return answer;
    }

    /** Its cookie, as it is sent. */
    public String cookie() {
        return cookie;
    }

    /** A request with its cookie. */
    public RequestSpecification asks() {
        RequestSpecification request =
                given().noFilters().urlEncodingEnabled(false).redirects().follow(false);
        return cookie == null ? request : request.header("Cookie", cookie);
    }

    /** A page. */
    public String page(String address) {
        return asks().header("Accept", "text/html")
                .get(address)
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    /** What the forms of a page hold that no other page can know. */
    public String key(String address) {
        return field(page(address), "key");
    }

    /** The value of a page's first hidden field of this name; empty if there is none. */
    public static String field(String page, String name) {
        Matcher found = Pattern.compile("type=\"hidden\" name=\"" + name + "\" value=\"([^\"]*)\"")
                .matcher(page);
        return found.find() ? found.group(1) : "";
    }

    /** Sends a form as it is, from a page of the console. */
    public Response post(String address, Map<String, String> fields) {
        return post(address, "http://localhost:" + RestAssured.port, fields);
    }

    /** The same from a page of this origin; of none if it is null. */
    public Response post(String address, String origin, Map<String, String> fields) {
        RequestSpecification request = given().noFilters().redirects().follow(false);
        if (cookie != null) {
            request.header("Cookie", cookie);
        }
        if (origin != null) {
            request.header("Origin", origin);
        }
        return request.header("Accept", "text/html")
                .contentType("application/x-www-form-urlencoded; charset=utf-8")
                .formParams(fields)
                .post(address);
    }

    /** Sends a form that stands on a page, filled with these fields. */
    public Response send(String page, String address, Map<String, String> fields) {
        Map<String, String> all = new HashMap<>(fields);
        String shown = page(page);
        all.putIfAbsent("key", field(shown, "key"));
        all.putIfAbsent("request", field(shown, "request"));
        return post(address, all);
    }
}
