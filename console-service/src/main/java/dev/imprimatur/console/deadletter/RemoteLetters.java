package dev.imprimatur.console.deadletter;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.imprimatur.console.api.Replicas;
import dev.imprimatur.messaging.deadletter.DeadLetterDesk.Act;
import dev.imprimatur.messaging.deadletter.Decision;
import dev.imprimatur.messaging.deadletter.Letter;
import dev.imprimatur.messaging.deadletter.LetterQuery;
import dev.imprimatur.messaging.deadletter.Outcome;
import dev.imprimatur.messaging.deadletter.WholeLetter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The dead letters of another service. */
record RemoteLetters(Replicas replicas) implements LetterOwner {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** A hundred letters may be handled at once. */
    private static final Duration PATIENCE_WITH_DECISIONS = Duration.ofSeconds(60);

    private static final String PATH = "/api/dead-letters/own";

    @Override
    public String service() {
        return replicas.service();
    }

    @Override
    public List<Letter> list(LetterQuery query) {
        String parameters = "?limit=" + query.limit()
                + parameter("topic", query.topic())
                + parameter(
                        "state", query.state() == null ? null : query.state().toString())
                + parameter("after", query.after());
        return replicas.get(PATH + parameters, PATIENCE, new TypeReference<>() {});
    }

    @Override
    public Optional<WholeLetter> whole(String id) {
        return replicas.find(PATH + "/" + encoded(id), PATIENCE, new TypeReference<>() {});
    }

    @Override
    public List<Outcome> decide(Act act, Decision decision) {
        String path = PATH + "/" + act.name().toLowerCase(Locale.ROOT);
        return replicas.post(path, PATIENCE_WITH_DECISIONS, decision, new TypeReference<>() {});
    }

    private static String parameter(String name, String value) {
        return value == null ? "" : "&" + name + "=" + encoded(value);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
