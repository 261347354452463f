package dev.imprimatur.console.trace;

import dev.imprimatur.oci.Digest;
import java.nio.charset.StandardCharsets;

/**
 * Ids that follow from what a span is about. So spans that are sent twice are the same spans, and anyone can work out
 * which trace an image has.
 */
final class TraceIds {
    private TraceIds() {}

    /** The trace of an image in a rebuild: the first 16 bytes of SHA-256 of {@code REBUILD/IMAGE}, as hex. */
    static String trace(String rebuild, String image) {
        return hash(rebuild + "/" + image, 16);
    }

    /** The trace of a rebuild: the same of its id. */
    static String trace(String rebuild) {
        return hash(rebuild, 16);
    }

    /** A span of a trace: the first 8 bytes of SHA-256 of the trace's id and the span's place in it. */
    static String span(String trace, String place) {
        return hash(trace + "/" + place, 8);
    }

    private static String hash(String text, int bytes) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 2 * bytes);
    }
}
