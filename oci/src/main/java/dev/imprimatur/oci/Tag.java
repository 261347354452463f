package dev.imprimatur.oci;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * A tag of a repository, {@code node:22.1}, not yet placed in a registry.
 *
 * @param repository the repository that holds the tag
 * @param name the tag's own name, the OCI distribution specification's {@code <reference>}
 */
public record Tag(Repository repository, String name) implements Comparable<Tag> {
    private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

    /** @throws IllegalArgumentException if the name is not a tag */
    public Tag {
        if (repository == null || name == null || !FORM.matcher(name).matches()) {
            throw new IllegalArgumentException("not a tag: '" + name
                    + "', expected up to 128 letters, digits, '_', '.' or '-', not beginning with '.' or '-'");
        }
    }

    /**
     * Reads {@code repository:tag}.
     *
     * @throws IllegalArgumentException if the text has another form
     */
    @JsonCreator
    public static Tag parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("not a tag: '" + text + "', expected repository:tag");
        }
        return new Tag(new Repository(text.substring(0, colon)), text.substring(colon + 1));
    }

    /** This tag's full reference in a registry. */
    public ImageReference in(Registry registry) {
        return new ImageReference(registry, repository, name, null);
    }

    @Override
    public int compareTo(Tag other) {
        return Comparator.comparing(Tag::repository).thenComparing(Tag::name).compare(this, other);
    }

    @Override
    @JsonValue
    public String toString() {
        return repository + ":" + name;
    }
}
