package dev.imprimatur.oci.registry;

import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One request to a registry.
 *
 * @param registry which
 * @param action what is asked of it, for messages
 * @param scopes what a token has to allow, after Docker's token specification
 * @param method the HTTP method
 * @param uri where
 * @param headers its headers, without authorization
 * @param body what it carries
 * @param repeatable whether its body can be sent a second time
 * @param streaming whether a good answer's body is read while it comes
 * @param timeout how long the answer may take; null for the client's setting
 */
record Request(
        Registry registry,
        String action,
        List<String> scopes,
        String method,
        URI uri,
        Map<String, String> headers,
        BodyPublisher body,
        boolean repeatable,
        boolean streaming,
        Duration timeout) {
    private static final Pattern NEXT = Pattern.compile("<([^>]*)>\\s*;.*\\brel=\"?next\"?.*");

    static Request of(Registry registry, String action, List<String> scopes, String method, URI uri) {
        return new Request(registry, action, scopes, method, uri, Map.of(), BodyPublishers.noBody(), true, false, null);
    }

    static Request manifest(String method, ImageReference image, String... scopes) {
        String path = "/v2/" + image.repository() + "/manifests/" + image.reference();
        String verb = method.equals("PUT") ? "store" : method.equals("DELETE") ? "delete" : "read";
        String action = verb + " manifest " + image;
        return of(
                image.registry(),
                action,
                List.of(scopes),
                method,
                image.registry().uri().resolve(path));
    }

    static Request blobs(String method, RepositoryReference repository, String action, String rest, String... scopes) {
        String path = "/v2/" + repository.repository() + "/blobs/" + rest;
        return of(
                repository.registry(),
                action + " " + repository,
                List.of(scopes),
                method,
                repository.registry().uri().resolve(path));
    }

    static String pull(Repository repository) {
        return "repository:" + repository + ":pull";
    }

    static String push(Repository repository) {
        return "repository:" + repository + ":pull,push";
    }

    static String delete(Repository repository) {
        return "repository:" + repository + ":pull,delete";
    }

    Request with(Map<String, String> someHeaders) {
        return new Request(registry, action, scopes, method, uri, someHeaders, body, repeatable, streaming, timeout);
    }

    Request carrying(BodyPublisher content, boolean again, Duration within) {
        return new Request(registry, action, scopes, method, uri, headers, content, again, streaming, within);
    }

    Request streamed() {
        return new Request(registry, action, scopes, method, uri, headers, body, repeatable, true, timeout);
    }

    Request to(URI elsewhere) {
        return new Request(registry, action, scopes, method, elsewhere, headers, body, repeatable, streaming, timeout);
    }

    /** The request for the page of a list that the answer names as its next one. */
    Optional<Request> next(HttpResponse<?> answer) {
        return answer.headers().allValues("Link").stream()
                .map(NEXT::matcher)
                .filter(Matcher::matches)
                .map(link -> to(answer.uri().resolve(link.group(1))))
                .filter(next -> next.goesToRegistry() && !next.uri().equals(uri))
                .findFirst();
    }

    /** Whether this goes to the registry itself, not to where it redirects to. */
    boolean goesToRegistry() {
        return registry.uri().getAuthority().equalsIgnoreCase(uri.getAuthority())
                && registry.uri().getScheme().equalsIgnoreCase(uri.getScheme());
    }
}
