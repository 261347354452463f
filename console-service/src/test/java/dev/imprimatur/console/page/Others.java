package dev.imprimatur.console.page;

import dev.imprimatur.console.Neighbour;
import dev.imprimatur.console.Neighbours;
import java.net.URI;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** Renderer, builder, tester and publisher in one: they answer what a test gives them to say. */
public class Others extends Neighbour {
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
    private final Map<String, Integer> heard = new ConcurrentHashMap<>();

    /** All that lies below their REST interfaces. */
    public Others() {
        super("/api/");
    }

    /** What is answered from now on to requests that begin so. */
    static void say(String path, String answer) {
        present().said(path, new Answer(200, answer));
    }

    /** The same, as if it had no answer to them. */
    static void refuse(String path) {
        present().said(path, new Answer(503, ""));
    }

    /** The same with status 404. */
    static void missing(String path, String answer) {
        present().said(path, new Answer(404, answer));
    }

    /** Requests that begin so are answered when it is said how. */
    static void hold(String path) {
        present().held.put(path, new CountDownLatch(1));
    }

    /** How often it was asked so. */
    static int heard(String method, String path) {
        return present().heard.getOrDefault(method + path, 0);
    }

    private static Others present() {
        return Neighbours.present(Others.class);
    }

    @Override
    protected Answer answer(String method, URI asked, String body) {
        String path = asked.toString();
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

    private void said(String path, Answer answer) {
        answers.put(path, answer);
        CountDownLatch until = held.remove(path);
        if (until != null) {
            until.countDown();
        }
    }

    private static void awaited(CountDownLatch until) {
        try {
            until.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
