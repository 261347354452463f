package dev.imprimatur.feeds;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which addresses stand in for others: a mirror for a download site, say. */
public final class Mirrors {
    /** None. */
    public static final Mirrors NONE = new Mirrors(Map.of());

    private static final String OFF = "off";
    private static final String EXPECTED =
            ": expected ADDRESS=MIRROR or ADDRESS=off, for example https://nodejs.org/dist=https://mirror.example/node";

    /** The mirror by the beginning of the address, both without a slash at their ends; empty for none at all. */
    private final Map<String, String> mirrors;

    private Mirrors(Map<String, String> mirrors) {
        this.mirrors = mirrors;
    }

    /**
     * Reads entries of the form {@code ADDRESS=MIRROR}, the mirror of everything below an address, or
     * {@code ADDRESS=off}, whose place is never asked.
     *
     * @throws IllegalArgumentException if one is none
     */
    public static Mirrors parse(List<String> entries) {
        Map<String, String> mirrors = new LinkedHashMap<>();
        for (String entry : entries) {
            int equals = entry.indexOf('=');
            String address =
                    equals < 0 ? "" : withoutSlash(entry.substring(0, equals).strip());
            String mirror = withoutSlash(entry.substring(equals + 1).strip());
            if (!isAddress(address) || !(mirror.equals(OFF) || isAddress(mirror))) {
                throw new IllegalArgumentException("'" + entry + "'" + EXPECTED);
            }
            mirrors.put(address, mirror.equals(OFF) ? "" : mirror);
        }
        return new Mirrors(mirrors);
    }

    /** Where this address is to be had; nothing if it is never asked. */
    Optional<URI> of(URI address) {
        String text = address.toString();
        for (Map.Entry<String, String> mirror : mirrors.entrySet()) {
            if (text.equals(mirror.getKey()) || text.startsWith(mirror.getKey() + "/")) {
                return mirror.getValue().isEmpty()
                        ? Optional.empty()
                        : Optional.of(URI.create(mirror.getValue()
                                + text.substring(mirror.getKey().length())));
            }
        }
        return Optional.of(address);
    }

    /** Whether a mirror is on the host and port of this address: the operator who set it up answers for it. */
    boolean leadTo(URI address) {
        return mirrors.values().stream()
                .filter(mirror -> !mirror.isEmpty())
                .anyMatch(mirror -> URI.create(mirror).getAuthority().equalsIgnoreCase(address.getAuthority()));
    }

    private static boolean isAddress(String text) {
        try {
            URI uri = URI.create(text);
            return List.of("http", "https").contains(String.valueOf(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String withoutSlash(String text) {
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
