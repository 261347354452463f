package dev.imprimatur.system.fault;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request that writes: {@code PUT} or {@code DELETE} of a manifest.
 *
 * @param method which of the two
 * @param repository the repository
 * @param reference a tag or a digest
 */
public record ManifestRequest(String method, String repository, String reference) {
    private static final Pattern LINE = Pattern.compile("^(PUT|DELETE) /v2/([^ ?]+)/manifests/([^ ?/]+)[ ?]");

    /** The one that begins with these lines, if it is one. */
    static Optional<ManifestRequest> of(String head) {
        Matcher line = LINE.matcher(head);
        return line.find()
                ? Optional.of(new ManifestRequest(line.group(1), line.group(2), line.group(3)))
                : Optional.empty();
    }

    /** Whether it puts something there. */
    public boolean puts() {
        return method.equals("PUT");
    }
}
