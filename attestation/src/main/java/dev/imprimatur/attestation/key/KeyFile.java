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
 * A trusted key as its file has it. Around the key may stand blank lines, comments that begin with {@code #}, and
 * limits, in any spelling, also behind a {@code #}: until when it counts, {@code Not-After: 2027-01-01T00:00:00Z}, and
 * since when it is distrusted, {@code Received-Before: 2027-01-01T00:00:00Z}. What is none of these may be meant as a
 * limit, so the key does not count; nor does it beside another one, of which the limits may be.
 *
 * @param key the key
 * @param until when it ends to count; null for never
 * @param receivedBefore when what it signed has to have come before; null for any time
 * @param problem why it does not count whatever the time, or null
 */
public record KeyFile(PublicKey key, Instant until, Instant receivedBefore, String problem) {
    private static final String UNTIL = "notafter";
    private static final String RECEIVED = "receivedbefore";
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
            KeyFile read = new KeyFile(PublicKey.parse(text), null, null, null);
            for (String line : BLOCK.matcher(text).replaceAll("").lines().toList()) {
                read = stricter(read, read.limitedBy(file, line));
            }
            return keys(text) == 1
                    ? read
                    : stricter(read, read.bad(file + ": it holds several keys; give each a file"));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private static long keys(String text) {
        return BLOCK.matcher(text)
                .results()
                .filter(block -> block.group(1).equals(PublicKey.LABEL))
                .count();
    }

    /** Of what two files, or lines, say of one key what lets it count less. */
    static KeyFile stricter(KeyFile one, KeyFile other) {
        return new KeyFile(
                one.key,
                earlier(one.until, other.until),
                earlier(one.receivedBefore, other.receivedBefore),
                one.problem == null ? other.problem : one.problem);
    }

    /** The earlier one of two limits, either of which may be none. */
    static Instant earlier(Instant one, Instant other) {
        return one == null || other != null && other.isBefore(one) ? other : one;
    }

    /** The same key, distrusted since this time and no other. */
    public KeyFile distrusted(Instant since) {
        return new KeyFile(key, until, since, problem);
    }

    /**
     * The text of a file that says the same.
     *
     * @throws IllegalArgumentException if it is not known what the file says
     */
    public String text() {
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        return (until == null ? "" : "Not-After: " + until + "\n")
                + (receivedBefore == null ? "" : "Received-Before: " + receivedBefore + "\n")
                + key.pem();
    }

    private KeyFile limitedBy(Path file, String line) {
        String said = line.replaceAll("^[\\s\\p{Z}\\p{C}]+", "");
        boolean comment = said.startsWith("#");
        Matcher stated = STATED.matcher(said);
        String name = stated.matches() ? letters(stated.group(1)) : "";
        if (name.equals(UNTIL) || name.equals(RECEIVED)) {
            return limit(file, name, stated.group(2).strip());
        }
        if (said.isEmpty()
                || comment && !letters(said).contains(UNTIL) && !letters(said).contains(RECEIVED)) {
            return this;
        }
        return bad(file + ": '" + line.strip()
                + "' is neither 'Not-After: 2027-01-01T00:00:00Z', 'Received-Before: 2027-01-01T00:00:00Z' nor a comment"
                + " with #");
    }

    private KeyFile limit(Path file, String name, String time) {
        boolean until = name.equals(UNTIL);
        try {
            Instant when = Instant.parse(time);
            return new KeyFile(key, until ? when : null, until ? null : when, null);
        } catch (DateTimeException e) {
            return bad(file + ": '" + (until ? "Not-After" : "Received-Before") + ": " + time
                    + "' is no time, expected 2027-01-01T00:00:00Z");
        }
    }

    private KeyFile bad(String why) {
        return new KeyFile(key, null, null, why);
    }

    private static String letters(String text) {
        return text.replaceAll("[^\\p{L}]", "").toLowerCase(Locale.ROOT);
    }
}
