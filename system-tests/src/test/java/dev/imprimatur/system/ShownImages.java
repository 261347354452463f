package dev.imprimatur.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Images and their digests, as pages show them and as REST has them. */
final class ShownImages {
    private ShownImages() {}

    /** Images and digests as a page shows them. */
    @SuppressWarnings("unchecked")
    static Map<String, String> onPage(Page page, String place, String link) {
        return new TreeMap<>((Map<String, String>) page.evaluate(
                "([place, link]) => Object.fromEntries([...document.querySelectorAll(place)]"
                        + ".map((each) => [each.querySelector(link), each.querySelector('code[title^=sha256]')])"
                        + ".filter(([image, digest]) => image && digest)"
                        + ".map(([image, digest]) => [image.getAttribute('href').slice('/images/'.length), digest.title]))",
                List.of(place, link)));
    }

    /** Images and digests as REST has them. */
    static Map<String, String> byRest(String console, String path) {
        Map<String, String> digests = new TreeMap<>();
        try (InputStream answer = URI.create(console + path).toURL().openStream()) {
            for (JsonNode image : new ObjectMapper().readTree(answer)) {
                if (image.hasNonNull("digest")) {
                    digests.put(
                            image.path("image").asText(), image.path("digest").asText());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return digests;
    }
}
