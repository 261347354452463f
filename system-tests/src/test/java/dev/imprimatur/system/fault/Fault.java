package dev.imprimatur.system.fault;

import java.util.Set;

/** What can happen on the way, and the kinds of failure that an attempt which met it may be recorded with. */
public enum Fault {
    /** It takes longer. */
    LATENCY("timeout"),
    /** The connection breaks before the request arrives. */
    RESET("connection-reset", "registry-unreachable", "engine-unreachable", "interrupted"),
    /** The request arrives, and the connection breaks before its answer does. */
    LOST_ANSWER("connection-reset", "registry-unreachable", "engine-unreachable", "registry-error"),
    /** Nothing comes back for a long while, then the connection breaks. */
    BLACK_HOLE("timeout", "connection-reset", "registry-unreachable", "engine-unreachable", "interrupted"),
    /** HTTP 503. */
    UNAVAILABLE("registry-error"),
    /** HTTP 429 with Retry-After. */
    RATE_LIMITED("rate-limited"),
    /** HTTP 429 with a Retry-After of thirty years. */
    ABSURD_PAUSE("rate-limited"),
    /** HTTP 307 to a place where nothing listens. */
    REDIRECTED("registry-unreachable", "unexpected-answer"),
    /** The request is done, and the connection breaks in the middle of its answer. */
    TRUNCATED("connection-reset", "registry-unreachable", "engine-unreachable", "registry-error", "interrupted"),
    /** The request is done, its answer stops half-way for a long while, and then the connection breaks. */
    STALLED("timeout", "connection-reset", "registry-unreachable", "engine-unreachable", "registry-error");

    private final Set<String> kinds;

    Fault(String... kinds) {
        this.kinds = Set.of(kinds);
    }

    /** Whether it explains a failure of this kind. */
    public boolean explains(String kind) {
        return kinds.contains(kind);
    }
}
