package dev.imprimatur.messaging.order;

import dev.imprimatur.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * What a publisher signs when a renderer asks for the highest place that it knows: the predicate of an in-toto
 * statement whose subject is the hash of what the renderer chose for this one question, so that no earlier answer is
 * one to it.
 *
 * @param place the place; 0 if it knows none
 */
public record HighestPlace(long place) {
    /** What in-toto statements call it. */
    public static final String TYPE = "https://imprimatur.dev/highest-place/v1";

    /** The last one that is believed. Places begin at the clock's milliseconds, so none is ever given near it. */
    public static final long LAST = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

    /** Where a publisher is asked, with {@code nonce} as the parameter. */
    public static final String PATH = "/api/places/highest";

    /** The subject of the answer to the question with this nonce. */
    public static Digest subject(String nonce) {
        return Digest.of(nonce.getBytes(StandardCharsets.UTF_8));
    }
}
