package dev.imprimatur.attestation.key;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A trusted key as its file has it. Around the key may stand blank lines, comments that begin with {@code #}, and until when
 * it counts, {@code Not-After: 2027-01-01T00:00:00Z}, in any spelling, also behind a {@code #}. What is none of these may be
 * meant as a limit, so the key does not count.
 *
 * @param key the key
 * @param until when it ends to count; null for never
 * @param problem why it does not count whatever the time, or null
 */
record KeyFile(PublicKey key, Instant until, String problem) {
    private static final String LIMIT = "notafter";
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([^\\r\\n]*)-----.*?-----END \\1-----", Pattern.DOTALL);
    private static final Pattern STATED = Pattern.compile("([^:=]*)[:=](.*)");

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException if it holds no key
     * @throws IOException if it cannot be read
     */
    static KeyFile read(Path file) throws IOException {
        String text = Files.readString(file);
        try {
            KeyFile read = new KeyFile(PublicKey.parse(text), null, null);
            for (String line : BLOCK.matcher(text).replaceAll("").lines().toList()) {
                read = stricter(read, read.limitedBy(file, line));
            }
            return read;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /** Of what two files, or lines, say of one key what lets it count less. */
    static KeyFile stricter(KeyFile one, KeyFile other) {
        if (one.problem != null || other.until == null && other.problem == null) {
            return one;
        }
        return other.problem != null || one.until == null || other.until.isBefore(one.until) ? other : one;
    }

    private KeyFile limitedBy(Path file, String line) {
        String said = line.replaceAll("^[\\s\\p{Z}\\p{C}]+", "");
        boolean comment = said.startsWith("#");
        Matcher stated = STATED.matcher(said);
        if (stated.matches() && letters(stated.group(1)).equals(LIMIT)) {
            return until(file, stated.group(2).strip());
        }
        if (said.isEmpty() || comment && !letters(said).contains(LIMIT)) {
            return this;
        }
        return new KeyFile(
                key,
                null,
                file + ": '" + line.strip() + "' is neither 'Not-After: 2027-01-01T00:00:00Z' nor a comment with #");
    }

    private KeyFile until(Path file, String time) {
        try {
            return new KeyFile(key, Instant.parse(time), null);
        } catch (DateTimeException e) {
            return new KeyFile(
                    key, null, file + ": 'Not-After: " + time + "' is no time, expected 2027-01-01T00:00:00Z");
        }
    }

    private static String letters(String text) {
        return text.replaceAll("[^\\p{L}]", "").toLowerCase(Locale.ROOT);
    }
}
