package dev.imprimatur.oci.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The list of a repository's tags: all of it or an error, since what is in no list may be deleted. */
final class TagList {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern REFERRERS = Pattern.compile("sha256-[a-f0-9]{64}");

    /** More than any repository is known to have. */
    private static final int MOST = 200_000;

    private TagList() {}

    static List<String> of(RepositoryReference repository, Transport transport, Retry retry) {
        Pages pages = new Pages(Request.page(
                repository.registry(), "list the tags of " + repository, repository.repository(), "/tags/list?n=1000"));
        List<String> tags = new ArrayList<>();
        for (Optional<Request> page = pages.page(); page.isPresent(); page = pages.page()) {
            Optional<HttpResponse<InputStream>> answer = answer(page.get(), pages.first(), transport, retry);
            if (answer.isEmpty()) {
                return List.of();
            }
            add(page.get(), repository.repository(), answer.get(), tags);
            pages.turn(answer.get());
        }
        tags.removeIf(name -> REFERRERS.matcher(name).matches());
        return tags;
    }

    /** A page, or nothing if there is no such repository; that is said of its first page only. */
    private static Optional<HttpResponse<InputStream>> answer(
            Request page, boolean first, Transport transport, Retry retry) {
        return retry.call(() -> {
            HttpResponse<InputStream> answer = transport.send(page);
            if (answer.statusCode() == 404 && first) {
                return Optional.empty();
            }
            if (answer.statusCode() != 200) {
                throw Refusal.of(page, answer);
            }
            return Optional.of(answer);
        });
    }

    private static void add(Request page, Repository repository, HttpResponse<InputStream> answer, List<String> tags) {
        boolean found = false;
        try (JsonParser json = JSON.createParser(answer.body())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw unreadable(page);
            }
            for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
                json.nextToken();
                if (field.equals("tags")) {
                    found = true;
                    names(page, repository, json, tags);
                } else {
                    json.skipChildren();
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(page);
        }
        if (!found) {
            throw unreadable(page);
        }
    }

    private static void names(Request page, Repository repository, JsonParser json, List<String> tags)
            throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw unreadable(page);
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.VALUE_STRING) {
                throw unreadable(page);
            }
            tags.add(new Tag(repository, json.getText()).name());
            if (tags.size() > MOST) {
                throw RegistryClient.unexpected(page, "its list has more than " + MOST + " tags");
            }
        }
    }

    private static RegistryException unreadable(Request page) {
        return RegistryClient.unexpected(page, "its answer is no list of tags");
    }
}
