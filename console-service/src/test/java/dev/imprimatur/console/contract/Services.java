package dev.imprimatur.console.contract;

import static io.restassured.RestAssured.given;

import dev.imprimatur.console.Neighbour;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.ConfigProvider;

/** Renderer, builder, tester and publisher in one: they answer with the status and the text that a test gives them. */
public class Services extends Neighbour {
    private static final String TO_SAY = "/api/to-say/";

    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    /** All that lies below their REST interfaces. */
    public Services() {
        super("/api/");
    }

    /** What is answered from now on to requests of this method and path. It is said over HTTP, as the test has classes of its own. */
    static void say(String method, String path, int status, String answer) {
        String address = ConfigProvider.getConfig().getValue("imprimatur.console.publisher", String.class);
        given().noFilters()
                .baseUri(address)
                .port(URI.create(address).getPort())
                .header("Authorization", "Bearer " + SECRET)
                .body(answer)
                .post(TO_SAY + status + "/" + method + path)
                .then()
                .statusCode(200);
    }

    @Override
    protected Answer answer(String method, URI asked, String body) {
        String path = asked.getPath();
        if (path.startsWith(TO_SAY)) {
            String[] parts = path.substring(TO_SAY.length()).split("/", 3);
            answers.put(parts[1] + " /" + parts[2], new Answer(Integer.parseInt(parts[0]), body));
            return new Answer(200, "");
        }
        return answers.getOrDefault(
                method + " " + path,
                new Answer(404, "{\"error\":\"not-found\",\"message\":\"there is no such thing\"}"));
    }

    @Override
    protected Map<String, String> settings(String address) {
        return Map.of(
                "imprimatur.console.renderer", address,
                "imprimatur.console.builder", address,
                "imprimatur.console.tester", address,
                "imprimatur.console.publisher", address,
                // So that these tests, which write much, meet the one limit that they look for, and not the other.
                "imprimatur.console.webhooks.most", "5",
                "imprimatur.http.writes-a-minute", "100000");
    }
}
