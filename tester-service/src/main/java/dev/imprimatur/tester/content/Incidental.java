package dev.imprimatur.tester.content;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Knows what differs between two builds of the same image: logs, caches that programs make again by themselves, backups
 * that tools keep, and the day on which an account was made. ADR 0026 says what was measured.
 */
final class Incidental {
    /** Labels that describe the rebuild, and not the image. */
    static final Set<String> LABELS = Set.of(
            "org.opencontainers.image.created",
            "org.opencontainers.image.revision",
            "org.opencontainers.image.base.digest");

    private static final Pattern FILES = Pattern.compile("var/log/.+"
            + "|var/cache/ldconfig/aux-cache"
            + "|var/cache/apt/(src)?pkgcache\\.bin"
            + "|var/cache/debconf/.+-old"
            + "|var/lib/dpkg/.+-old"
            + "|etc/(passwd|shadow|group|gshadow|subuid|subgid)-"
            + "|(root|home/[^/]+)/\\.npm/(_logs/.+|_update-notifier-last-checked)");

    private static final String SHADOW = "etc/shadow";
    /** More than any list of accounts has. */
    private static final int LARGEST_SHADOW = 1 << 20;

    private static final Pattern LAST_CHANGE = Pattern.compile("(?m)^([^:\n]*:[^:\n]*):[0-9]*:");

    private Incidental() {}

    /** Whether a file's content is left out. */
    static boolean is(String path) {
        return FILES.matcher(path).matches();
    }

    /** The part of a file's content that counts. */
    static InputStream meaning(String path, long size, InputStream content) throws IOException {
        if (!path.equals(SHADOW) || size > LARGEST_SHADOW) {
            return content;
        }
        String accounts = new String(content.readAllBytes(), StandardCharsets.ISO_8859_1);
        return new ByteArrayInputStream(
                LAST_CHANGE.matcher(accounts).replaceAll("$1::").getBytes(StandardCharsets.ISO_8859_1));
    }
}
