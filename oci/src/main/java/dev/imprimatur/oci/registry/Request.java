package dev.imprimatur.oci.registry;

import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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
 * @param timeout how long the answer may take to its last byte; null for the client's setting
 * @param most how many bytes a good answer's body may have that is not read while it comes
 */
@RecordBuilder
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
        Duration timeout,
        int most) {
    /** What a registry takes as a manifest at least, after the OCI distribution specification; few take more. */
    private static final int LARGEST_MANIFEST = 4 << 20;

    /** A page of a list, also of registries that put all of it on one. */
    private static final int LARGEST_PAGE = 8 << 20;

    /** All other answers: tokens, and what is not looked at. */
    private static final int LARGEST_OTHER = 1 << 20;

    static Request of(Registry registry, String action, List<String> scopes, String method, URI uri) {
        return RequestBuilder.builder()
                .registry(registry)
                .action(action)
                .scopes(scopes)
                .method(method)
                .uri(uri)
                .headers(Map.of())
                .body(BodyPublishers.noBody())
                .repeatable(true)
                .most(LARGEST_OTHER)
                .build();
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
                        image.registry().uri().resolve(path))
                .atMost(LARGEST_MANIFEST);
    }

    /** One page of a list, a GET. */
    static Request page(Registry registry, String action, Repository repository, String path) {
        return of(
                        registry,
                        action,
                        List.of(pull(repository)),
                        "GET",
                        registry.uri().resolve("/v2/" + repository + path))
                .atMost(LARGEST_PAGE);
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
        return RequestBuilder.builder(this).headers(someHeaders).build();
    }

    Request carrying(BodyPublisher content, boolean again, Duration within) {
        return RequestBuilder.builder(this)
                .body(content)
                .repeatable(again)
                .timeout(within)
                .build();
    }

    /** The same, its answer's body read while it comes, to the last byte within this time. */
    Request streamed(Duration within) {
        return RequestBuilder.builder(this).streaming(true).timeout(within).build();
    }

    private Request atMost(int bytes) {
        return RequestBuilder.builder(this).most(bytes).build();
    }

    Request to(URI elsewhere) {
        return RequestBuilder.builder(this).uri(elsewhere).build();
    }

    /** Whether this goes to the registry itself, not to where it redirects to. */
    boolean goesToRegistry() {
        return isRegistry(uri);
    }

    /** Whether this is an address of the registry itself, not of where it redirects to. */
    boolean isRegistry(URI address) {
        URI own = registry.uri();
        return own.getScheme().equalsIgnoreCase(address.getScheme())
                && authority(own).equals(authority(address));
    }

    /** Without the port that goes without saying. */
    private static String authority(URI address) {
        String authority = String.valueOf(address.getRawAuthority()).toLowerCase(Locale.ROOT);
        String usual = "https".equalsIgnoreCase(address.getScheme()) ? ":443" : ":80";
        return authority.endsWith(usual) ? authority.substring(0, authority.length() - usual.length()) : authority;
    }
}
