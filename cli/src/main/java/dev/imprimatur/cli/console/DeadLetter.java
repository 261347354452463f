package dev.imprimatur.cli.console;

import java.time.Instant;

/** What a service could not handle, as the console shows it. */
public record DeadLetter(
        String id,
        String service,
        String topic,
        String key,
        String reason,
        Instant notedAt,
        Instant refusedAt,
        int refusals,
        String state,
        Instant decidedAt,
        String decidedBy,
        String decidedWhy) {}
