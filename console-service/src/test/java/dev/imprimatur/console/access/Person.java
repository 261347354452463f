package dev.imprimatur.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.console.Browser;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A browser that goes to the provider and back, a step at a time. It keeps the cookies of both. */
final class Person {
    private static final Pattern ACTION = Pattern.compile("action=\"(http[^\"]*login-actions/authenticate[^\"]*)\"");

    private final Map<String, Map<String, String>> cookies = new HashMap<>();

    /** One that signed in, with the console's own session. */
    static Person signedIn(String name) {
        Person person = new Person();
        Response answer = person.confirm(person.offered(name, null));
        assertThat(answer.statusCode()).isEqualTo(303);
        return person;
    }

    /** The page of the console that asks whether to sign in. */
    String offered(String name, String back) {
        Response answer = returned(name, back);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return answer.asString();
    }

    /** How the console answers the browser once it came back from the provider. */
    Response returned(String name, String back) {
        Response exchanged = get(callback(name, back));
        return exchanged.statusCode() == 302 ? get(exchanged.header("Location")) : exchanged;
    }

    /** Where the provider sends the browser, once its form is filled in. */
    String callback(String name, String back) {
        Response form = get(begin(back));
        Matcher action = ACTION.matcher(form.asString());
        assertThat(action.find()).as("a form to sign in by").isTrue();
        String address = action.group(1).replace("&amp;", "&");
        Response answer = kept(
                address,
                asks(address)
                        .contentType("application/x-www-form-urlencoded; charset=utf-8")
                        .formParams(Map.of("username", name, "password", name + "-password"))
                        .post(URI.create(address)));
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(302);
        return answer.header("Location");
    }

    /** Where the console sends the browser. */
    String begin(String back) {
        Response answer = get(console() + "/sign-in/oidc" + (back == null ? "" : "?back=" + back));
        assertThat(answer.statusCode()).isEqualTo(302);
        return answer.header("Location");
    }

    /** Presses the button of that page. */
    Response confirm(String page) {
        return post("/sign-in", Map.of("code", Browser.field(page, "code"), "back", Browser.field(page, "back")));
    }

    /** Presses "Sign out". */
    Response signOut() {
        return post("/sign-out", Map.of("key", Browser.field(page("/fleet"), "key")));
    }

    /** Sends a form of a page of the console. */
    Response post(String path, Map<String, String> fields) {
        String address = console() + path;
        return kept(
                address,
                asks(address)
                        .header("Origin", console())
                        .contentType("application/x-www-form-urlencoded; charset=utf-8")
                        .formParams(fields)
                        .post(URI.create(address)));
    }

    /** A page of the console. */
    String page(String path) {
        return get(console() + path).asString();
    }

    /** Asks for an address, and follows nothing. */
    Response get(String address) {
        return kept(address, asks(address).get(URI.create(address)));
    }

    /** The cookies that the console has set. */
    Map<String, String> ofConsole() {
        return cookies.computeIfAbsent(URI.create(console()).getAuthority(), any -> new HashMap<>());
    }

    /** The same as a header. */
    String cookieHeader() {
        return header(ofConsole());
    }

    static String console() {
        return "http://localhost:" + RestAssured.port;
    }

    private RequestSpecification asks(String address) {
        RequestSpecification request = RestAssured.given()
                .noFilters()
                .urlEncodingEnabled(false)
                .redirects()
                .follow(false);
        Map<String, String> own = cookies.getOrDefault(URI.create(address).getAuthority(), Map.of());
        request.header("Accept", "text/html");
        return own.isEmpty() ? request : request.header("Cookie", header(own));
    }

    private static String header(Map<String, String> cookies) {
        List<String> pairs = cookies.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .toList();
        return String.join("; ", pairs);
    }

    private Response kept(String address, Response answer) {
        Map<String, String> own = cookies.computeIfAbsent(URI.create(address).getAuthority(), any -> new HashMap<>());
        for (String set : answer.headers().getValues("Set-Cookie")) {
            String pair = set.split(";", 2)[0];
            String name = pair.substring(0, pair.indexOf('='));
            if (set.contains("Max-Age=0")) {
                own.remove(name);
            } else {
                own.put(name, pair.substring(pair.indexOf('=') + 1));
            }
        }
        return answer;
    }
}
