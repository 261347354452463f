package dev.imprimatur.console.page;

import static io.restassured.RestAssured.given;

import dev.imprimatur.console.Neighbour;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.eclipse.microprofile.config.ConfigProvider;

/** Renderer, builder, tester and publisher in one: they answer what a test gives them to say. */
public class Others extends Neighbour {
    private static final String TO_SAY = "/api/to-say";
    private static final String TO_REFUSE = "/api/to-refuse";
    private static final String TO_MISS = "/api/to-miss";
    private static final String TO_HOLD = "/api/to-hold";
    private static final String HEARD = "/api/heard/";

    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
    private final Map<String, Integer> heard = new ConcurrentHashMap<>();

    /** All that lies below its REST interface. */
    public Others() {
        super("/api/");
    }

    /** What is answered from now on to requests that begin so. It is said over HTTP, as the test has classes of its own. */
    static void say(String path, String answer) {
        asks().body(answer).post(TO_SAY + path).then().statusCode(200);
    }

    /** The same, as if it had no answer to them. */
    static void refuse(String path) {
        asks().post(TO_REFUSE + path).then().statusCode(200);
    }

    /** The same with status 404. */
    static void missing(String path, String answer) {
        asks().body(answer).post(TO_MISS + path).then().statusCode(200);
    }

    /** Requests that begin so are answered when it is said how. */
    static void hold(String path) {
        asks().post(TO_HOLD + path).then().statusCode(200);
    }

    /** How often it was asked so. */
    static int heard(String method, String path) {
        return Integer.parseInt(asks().get(HEARD + method + path).asString());
    }

    private static RequestSpecification asks() {
        String address = ConfigProvider.getConfig().getValue("imprimatur.console.publisher", String.class);
        return given().baseUri(address)
                .urlEncodingEnabled(false)
                .port(URI.create(address).getPort())
                .header("Authorization", "Bearer " + SECRET);
    }

    @Override
    protected Answer answer(String method, URI asked, String body) {
        String path = asked.toString();
        if (path.startsWith(HEARD)) {
            return new Answer(
                    200, heard.getOrDefault(path.substring(HEARD.length()), 0).toString());
        }
        if (path.startsWith(TO_SAY)) {
            return said(path.substring(TO_SAY.length()), new Answer(200, body));
        }
        if (path.startsWith(TO_REFUSE)) {
            return said(path.substring(TO_REFUSE.length()), new Answer(503, ""));
        }
        if (path.startsWith(TO_MISS)) {
            return said(path.substring(TO_MISS.length()), new Answer(404, body));
        }
        if (path.startsWith(TO_HOLD)) {
            held.put(path.substring(TO_HOLD.length()), new CountDownLatch(1));
            return new Answer(200, "");
        }
        heard.merge(method + path, 1, Integer::sum);
        held.entrySet().stream()
                .filter(each -> path.startsWith(each.getKey()))
                .forEach(each -> awaited(each.getValue()));
        return answers.entrySet().stream()
                .filter(answer -> path.startsWith(answer.getKey()))
                .max(Comparator.comparing(answer -> answer.getKey().length()))
                .map(Map.Entry::getValue)
                .orElse(new Answer(404, ""));
    }

    private Answer said(String path, Answer answer) {
        answers.put(path, answer);
        CountDownLatch until = held.remove(path);
        if (until != null) {
            until.countDown();
        }
        return new Answer(200, "");
    }

    private static void awaited(CountDownLatch until) {
        try {
            until.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    protected Map<String, String> settings(String address) {
        return Map.of(
                "imprimatur.console.renderer", address,
                "imprimatur.console.builder", address,
                "imprimatur.console.tester", address,
                "imprimatur.console.publisher", address);
    }
}
