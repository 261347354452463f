package dev.imprimatur.system.soak;

/**
 * What a tag is.
 *
 * @param digest the digest
 * @param place the highest place that it can have that digest by
 * @param shown the entry that says so
 */
record Held(String digest, long place, Entry shown) {
    /** Lower than any place. */
    static final long NO_PLACE = Long.MIN_VALUE;
}
