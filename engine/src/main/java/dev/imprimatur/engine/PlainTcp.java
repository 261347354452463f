package dev.imprimatur.engine;

/** Whether an engine on another machine may be spoken to without TLS. */
public enum PlainTcp {
    REFUSE,
    ALLOW
}
