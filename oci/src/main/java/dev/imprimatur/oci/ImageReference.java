package dev.imprimatur.oci;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A full image reference: {@code registry/repository:tag}, {@code registry/repository@digest}, or both.
 *
 * @param registry where it lies
 * @param repository its repository
 * @param tag its tag, or null
 * @param digest its digest, or null
 */
public record ImageReference(Registry registry, Repository repository, String tag, Digest digest) {

    /** @throws IllegalArgumentException if neither tag nor digest is given, or the tag is no tag */
    public ImageReference {
        if (registry == null || repository == null || (tag == null && digest == null)) {
            throw new IllegalArgumentException("an image reference needs registry, repository, and a tag or a digest");
        }
        if (tag != null) {
            new Tag(repository, tag);
        }
    }

    /** A reference by digest: the one kind that never changes its meaning. */
    public static ImageReference of(Registry registry, Repository repository, Digest digest) {
        return new ImageReference(registry, repository, null, digest);
    }

    /**
     * Reads a full reference. The registry is required: nothing is assumed.
     *
     * @throws IllegalArgumentException if the text has another form
     */
    @JsonCreator
    public static ImageReference parse(String text) {
        int at = text.indexOf('@');
        Digest digest = at < 0 ? null : new Digest(text.substring(at + 1));
        String name = at < 0 ? text : text.substring(0, at);
        int slash = name.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException(
                    "not a full image reference: '" + text + "', expected registry/repository:tag or …@digest");
        }
        int colon = name.indexOf(':', slash);
        return new ImageReference(
                Registry.parse(name.substring(0, slash)),
                new Repository(colon < 0 ? name.substring(slash + 1) : name.substring(slash + 1, colon)),
                colon < 0 ? null : name.substring(colon + 1),
                digest);
    }

    /** What the registry's API calls the reference: the digest where there is one, else the tag. */
    public String reference() {
        return digest != null ? digest.value() : tag;
    }

    @Override
    @JsonValue
    public String toString() {
        return registry + "/" + repository + (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
    }
}
