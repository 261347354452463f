package dev.imprimatur.messaging.proof;

/** What becomes of what none of those signed who are to sign it. */
public enum Unsigned {
    /** It changes nothing. */
    REFUSE,
    /** It is believed: for the time of an upgrade from a release that signs none. */
    ALLOW
}
