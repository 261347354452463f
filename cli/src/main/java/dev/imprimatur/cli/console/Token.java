package dev.imprimatur.cli.console;

import java.time.Instant;
import java.util.List;

/** A token as the console shows it. */
public record Token(
        String id,
        String owner,
        List<String> scopes,
        String state,
        String issuer,
        Instant madeAt,
        Instant expiresAt,
        Instant usedAt) {}
