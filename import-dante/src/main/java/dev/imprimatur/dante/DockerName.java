package dev.imprimatur.dante;

import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.Tag;
import java.util.regex.Pattern;

/**
 * An image's name as the docker client reads it: without a tag it means {@code latest}, and the hub's own names mean
 * the same with and without it.
 *
 * @param registry the registry that it names, or null for the hub
 * @param tag repository and tag
 */
record DockerName(String registry, Tag tag) {
    private static final Pattern REGISTRY = Pattern.compile("localhost|.*[.:].*");
    private static final Pattern HUB = Pattern.compile("(index\\.)?docker\\.io");

    /**
     * Reads a name.
     *
     * @throws IllegalArgumentException if it is none, or names a digest
     */
    static DockerName parse(String text) {
        if (text.contains("@")) {
            throw new IllegalArgumentException("'" + text + "' names a digest, expected repository:tag");
        }
        int slash = text.indexOf('/');
        String first = slash < 0 ? "" : text.substring(0, slash);
        boolean named = REGISTRY.matcher(first).matches();
        boolean hub = !named || HUB.matcher(first).matches();
        String rest = named ? text.substring(slash + 1) : text;
        String local = hub && rest.startsWith("library/") ? rest.substring("library/".length()) : rest;
        int colon = local.lastIndexOf(':');
        return new DockerName(
                hub ? null : first,
                colon < 0
                        ? new Repository(local).tag("latest")
                        : new Repository(local.substring(0, colon)).tag(local.substring(colon + 1)));
    }

    /**
     * The image as a catalogue names one from outside.
     *
     * @throws IllegalArgumentException if its registry has a port, for which a mirror has no name
     */
    Tag upstream() {
        if (registry == null) {
            return tag;
        }
        if (registry.contains(":")) {
            throw new IllegalArgumentException("'" + this + "' names a registry with a port, which a mirror cannot;"
                    + " build from a name without it, and mirror the image under that");
        }
        return new Repository(registry + "/" + tag.repository().path()).tag(tag.name());
    }

    @Override
    public String toString() {
        return registry == null ? tag.toString() : registry + "/" + tag;
    }
}
