package dev.imprimatur.console.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.events.EventJson;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which digests still have a published tag, be it only the one of their revision: the publisher knows. */
@ApplicationScoped
public class TaggedDigests {
    /** The first line of a request may have 4096 characters. */
    private static final int A_REQUEST = 40;

    @Inject
    PublisherClient publisher;

    /**
     * Those of these that have one.
     *
     * @throws ApiException if the publisher does not answer
     */
    public Set<String> among(List<String> digests) throws InterruptedException {
        Set<String> tagged = new HashSet<>();
        for (int from = 0; from < digests.size(); from += A_REQUEST) {
            String query = digests.subList(from, Math.min(from + A_REQUEST, digests.size())).stream()
                    .map(digest -> "digest=" + digest)
                    .collect(Collectors.joining("&"));
            tagged.addAll(
                    digests(publisher.ask("GET", "/api/tags?" + query, Map.of()).getEntity()));
        }
        return tagged;
    }

    private static List<String> digests(String tags) {
        try {
            return EventJson.MAPPER.readTree(tags).findValuesAsText("digest");
        } catch (JsonProcessingException e) {
            throw ApiException.unreachable("what the publisher says of tags is no JSON: " + e.getMessage());
        }
    }
}
