package dev.imprimatur.oci;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * The name of a repository inside a registry, for example {@code library/node}: the OCI distribution specification's
 * {@code <name>}.
 *
 * @param path the name, without registry, tag or digest
 */
public record Repository(@JsonValue String path) implements Comparable<Repository> {
    private static final String PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final Pattern FORM = Pattern.compile(PART + "(?:/" + PART + ")*");

    /** @throws IllegalArgumentException if the path is not a repository name */
    @JsonCreator
    public Repository {
        if (path == null || path.length() > 255 || !FORM.matcher(path).matches()) {
            throw new IllegalArgumentException("not a repository name: '" + path
                    + "', expected lower-case parts of letters, digits, '.', '_' or '-', separated by '/'");
        }
    }

    /** This repository below a parent path: {@code node} in {@code staging} is {@code staging/node}. */
    public Repository in(Repository parent) {
        return new Repository(parent.path + "/" + path);
    }

    /** A tag of this repository. */
    public Tag tag(String name) {
        return new Tag(this, name);
    }

    @Override
    public int compareTo(Repository other) {
        return path.compareTo(other.path);
    }

    @Override
    public String toString() {
        return path;
    }
}
