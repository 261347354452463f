package dev.imprimatur.attestation.key;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The textual encoding of keys, RFC 7468. */
final class Pem {
    private static final int LINE = 64;

    private Pem() {}

    static boolean holds(String label, String text) {
        return text.contains("-----BEGIN " + label + "-----");
    }

    /** The bytes of the one block with this label. Never says what the text was: it may be a private key. */
    static byte[] decode(String label, String text) {
        String begin = "-----BEGIN " + label + "-----";
        String end = "-----END " + label + "-----";
        int from = text.indexOf(begin);
        int to = text.indexOf(end);
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("no PEM text with '" + begin + "' and '" + end + "'");
        }
        return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
    }

    static String encode(String label, byte[] content) {
        String lines = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }
}
