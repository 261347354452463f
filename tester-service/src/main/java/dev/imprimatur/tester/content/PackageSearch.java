package dev.imprimatur.tester.content;

import dev.imprimatur.sbom.Inventory;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * Looks for packages among an image's files in the way in which an engine gives files out: on the way to a place
 * symbolic links are followed, at the place and in it they are not. Where the files alone do not show what an engine
 * would give out, there is no result.
 */
final class PackageSearch {
    private static final int MOST_LINKS = 40;

    /** An engine walks folder by folder, each in the order of its names. */
    private static final Comparator<String> WALK = Comparator.comparing(path -> path.replace('/', '\0'));

    private final NavigableMap<String, Node> nodes;
    private final Inventory inventory = new Inventory();

    PackageSearch(NavigableMap<String, Node> nodes) {
        this.nodes = nodes;
    }

    Optional<Inventory> inventory() {
        try {
            for (String place : Inventory.PLACES) {
                look(place);
            }
            return Optional.of(inventory);
        } catch (UnknownContentException e) {
            return Optional.empty();
        }
    }

    private void look(String place) throws UnknownContentException {
        int slash = place.lastIndexOf('/');
        Optional<String> folder = resolved(place.substring(1, slash));
        if (folder.isEmpty()) {
            return;
        }
        String path = inside(folder.get(), place.substring(slash + 1));
        Node node = nodes.get(path);
        NavigableMap<String, Node> below = below(path);
        if (node != null && !node.folder()) {
            requireNone(below, path);
            take(place, node);
        }
        for (String each : below.keySet().stream().sorted(WALK).toList()) {
            take(place + each.substring(path.length()), below.get(each));
        }
    }

    private void take(String path, Node node) throws UnknownContentException {
        if (!node.folder() && node.target() == null && !inventory.take(path, node.packages())) {
            throw new UnknownContentException(path + " was not read where it lies");
        }
    }

    /** The folder that this path leads to, or none. */
    private Optional<String> resolved(String path) throws UnknownContentException {
        Deque<String> names = new ArrayDeque<>(List.of(path.split("/")));
        String at = "";
        int links = 0;
        while (!names.isEmpty()) {
            String name = names.pop();
            String next = name.equals("..") ? parent(at) : name.isEmpty() || name.equals(".") ? at : inside(at, name);
            Node node = nodes.get(next);
            if (node == null || node.folder()) {
                if (node == null && below(next).isEmpty()) {
                    return absent(next, names);
                }
                at = next;
            } else if (node.target() == null) {
                return Optional.empty();
            } else {
                requireNone(below(next), next);
                if (++links > MOST_LINKS) {
                    throw new UnknownContentException("/" + path + " goes round in circles");
                }
                at = node.target().startsWith("/") ? "" : at;
                List.of(node.target().split("/")).reversed().forEach(names::push);
            }
        }
        return Optional.of(at);
    }

    private static Optional<String> absent(String path, Deque<String> rest) throws UnknownContentException {
        if (rest.contains("..")) {
            throw new UnknownContentException("/" + path + " is not there, and a link leads through it");
        }
        return Optional.empty();
    }

    /**
     * Files below something that is no folder: a layer lacks the folder, and engines differ in what they make of that.
     */
    private static void requireNone(NavigableMap<String, Node> below, String path) throws UnknownContentException {
        if (!below.isEmpty()) {
            throw new UnknownContentException("/" + path + " is no folder, and files lie in it");
        }
    }

    private NavigableMap<String, Node> below(String folder) {
        // '0' follows '/'.
        return folder.isEmpty() ? nodes : nodes.subMap(folder + "/", true, folder + "0", false);
    }

    private static String inside(String folder, String name) {
        return folder.isEmpty() ? name : folder + "/" + name;
    }

    private static String parent(String folder) {
        return folder.substring(0, Math.max(0, folder.lastIndexOf('/')));
    }
}
