package dev.imprimatur.system.soak;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.system.soak.Entry.Observed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** A registry as people see it, past whatever is in the services' way. */
final class RegistryView {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MOST_ATTEMPTS = 5;
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final String MANIFESTS =
            "application/vnd.docker.distribution.manifest.v2+json,application/vnd.oci.image.manifest.v1+json";

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI registry;

    /** At {@code host:port}. */
    RegistryView(String address) {
        registry = URI.create("http://" + address);
    }

    /**
     * What it has under each of these tags, and under each further tag in their repositories, if it is one of those
     * wanted.
     */
    List<Observed> look(Collection<String> tags, Predicate<String> wanted) throws IOException, InterruptedException {
        Set<String> all = new TreeSet<>(tags);
        Set<String> repositories = new TreeSet<>();
        tags.forEach(tag -> repositories.add(tag.substring(0, tag.lastIndexOf(':'))));
        for (String repository : repositories) {
            all.addAll(tagsOf(repository));
        }
        List<Observed> seen = new ArrayList<>();
        for (String tag : all) {
            if (wanted.test(tag)) {
                seen.add(look(tag));
            }
        }
        return seen;
    }

    /** All that it has. */
    List<String> repositories() throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        get("/v2/_catalog?n=1000").path("repositories").forEach(name -> names.add(name.asText()));
        return names;
    }

    /** Every tag in it, as {@code repository:tag}. */
    List<String> tagsOf(String repository) throws IOException, InterruptedException {
        List<String> tags = new ArrayList<>();
        get("/v2/" + repository + "/tags/list").path("tags").forEach(tag -> tags.add(repository + ":" + tag.asText()));
        return tags;
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(registry.resolve(path)).timeout(LIMIT).build(), BodyHandlers.ofByteArray());
        return EventJson.MAPPER.readTree(answer.body());
    }

    private Observed look(String tag) throws IOException, InterruptedException {
        Instant at = Instant.now();
        return new Observed(at, tag, digest(tag).orElse(null));
    }

    /**
     * What it has under {@code repository:tag} or {@code repository@digest}. One that is asked while it writes the tag
     * reads half of it, and answers 500: it is asked again.
     */
    Optional<String> digest(String reference) throws IOException, InterruptedException {
        for (int attempt = 1; attempt < MOST_ATTEMPTS; attempt++) {
            HttpResponse<Void> answer = ask(reference);
            if (answer.statusCode() < 500) {
                return found(answer, reference);
            }
            Thread.sleep(PAUSE);
        }
        return found(ask(reference), reference);
    }

    private HttpResponse<Void> ask(String reference) throws IOException, InterruptedException {
        int end = reference.contains("@") ? reference.indexOf('@') : reference.lastIndexOf(':');
        return http.send(
                HttpRequest.newBuilder(registry.resolve(
                                "/v2/" + reference.substring(0, end) + "/manifests/" + reference.substring(end + 1)))
                        .header("Accept", MANIFESTS)
                        .timeout(LIMIT)
                        .HEAD()
                        .build(),
                BodyHandlers.discarding());
    }

    private Optional<String> found(HttpResponse<Void> answer, String reference) throws IOException {
        if (answer.statusCode() != 200 && answer.statusCode() != 404) {
            throw new IOException(registry + " answers " + answer.statusCode() + " for " + reference);
        }
        return answer.headers().firstValue("Docker-Content-Digest");
    }
}
