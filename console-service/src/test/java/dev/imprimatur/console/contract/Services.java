package dev.imprimatur.console.contract;

import dev.imprimatur.console.Neighbour;
import dev.imprimatur.console.Neighbours;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Renderer, builder, tester and publisher in one: they answer with the status and the text that a test gives them. */
public class Services extends Neighbour {
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    /** All that lies below their REST interfaces. */
    public Services() {
        super("/api/");
    }

    /** What is answered from now on to requests of this method and path. */
    static void say(String method, String path, int status, String answer) {
        Neighbours.present(Services.class).answers.put(method + " " + path, new Answer(status, answer));
    }

    @Override
    protected Answer answer(String method, URI asked, String body) {
        return answers.getOrDefault(
                method + " " + asked.getPath(),
                new Answer(404, "{\"error\":\"not-found\",\"message\":\"there is no such thing\"}"));
    }
}
