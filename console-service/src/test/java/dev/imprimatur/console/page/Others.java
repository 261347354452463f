package dev.imprimatur.console.page;

import static io.restassured.RestAssured.given;

import dev.imprimatur.console.Neighbour;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.ConfigProvider;

/** Renderer, builder, tester and publisher in one: they answer what a test gives them to say. */
public class Others extends Neighbour {
    private static final String TO_SAY = "/api/to-say";

    private final Map<String, String> answers = new ConcurrentHashMap<>();

    /** All that lies below its REST interface. */
    public Others() {
        super("/api/");
    }

    /** What is answered from now on to requests that begin so. It is said over HTTP, as the test has classes of its own. */
    static void say(String path, String answer) {
        String address = ConfigProvider.getConfig().getValue("imprimatur.console.publisher", String.class);
        given().baseUri(address)
                .port(URI.create(address).getPort())
                .header("Authorization", "Bearer " + SECRET)
                .body(answer)
                .post(TO_SAY + path)
                .then()
                .statusCode(200);
    }

    @Override
    protected Answer answer(URI asked, String body) {
        String path = asked.toString();
        if (path.startsWith(TO_SAY)) {
            answers.put(path.substring(TO_SAY.length()), body);
            return new Answer(200, "");
        }
        return answers.entrySet().stream()
                .filter(answer -> path.startsWith(answer.getKey()))
                .findFirst()
                .map(answer -> new Answer(200, answer.getValue()))
                .orElse(new Answer(404, ""));
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
