package dev.imprimatur.oci.registry;

import dev.imprimatur.oci.http.UriReference;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The header {@code Link}, RFC 8288. */
final class Link {
    /** What repeats gives nothing back: otherwise each parameter would take stack. */
    private static final Pattern LINK =
            Pattern.compile("<([^>]*+)>((?:\\s*+;[^;,\"=]++(?:=\\s*+(?:\"[^\"]*+\"|[^;,\"]*+))?+)*+)");

    private static final Pattern RELATION =
            Pattern.compile(";\\s*rel\\s*=\\s*(?:\"([^\"]*)\"|([^;,\\s\"]+))", Pattern.CASE_INSENSITIVE);

    private Link() {}

    /** Where the next page of this answer is, if it names one. */
    static Optional<URI> next(Request request, HttpResponse<?> answer) {
        return ReadHeader.values(request, answer, "Link").stream()
                .flatMap(value -> LINK.matcher(value).results())
                .filter(Link::leadsOn)
                .map(link -> resolved(answer, link.group(1)))
                .findFirst();
    }

    private static boolean leadsOn(MatchResult link) {
        return RELATION.matcher(link.group(2))
                .results()
                .limit(1)
                .flatMap(rel -> Stream.of(rel.group(1) == null ? rel.group(2) : rel.group(1)))
                .flatMap(relations -> Arrays.stream(relations.split("\\s+")))
                .anyMatch("next"::equalsIgnoreCase);
    }

    private static URI resolved(HttpResponse<?> answer, String target) {
        try {
            return UriReference.resolve(answer.uri(), target);
        } catch (IllegalArgumentException e) {
            throw new RegistryException(
                    RegistryException.Kind.UNEXPECTED_ANSWER,
                    "the list at " + answer.uri() + " goes on at '" + target + "', which is no address");
        }
    }
}
