package dev.imprimatur.console.access;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a token is good for. */
public enum Scope {
    /** Looking. Each of the others may look too. */
    READ,
    /** Asking for rebuilds, and ending them. */
    REBUILD,
    /** Asking for rollbacks, blocking digests and unblocking them. */
    ROLLBACK,
    /** Everything, tokens included. */
    ADMIN;

    /** Whether who has this scope may do what needs the other one. */
    public boolean covers(Scope needed) {
        return this == ADMIN || this == needed || needed == READ;
    }

    /** What it is good for, in words. */
    public String may() {
        return switch (this) {
            case READ -> "look";
            case REBUILD -> "ask for rebuilds and cancel them";
            case ROLLBACK -> "roll back, block and unblock";
            case ADMIN -> "do everything";
        };
    }

    /** The scope of this name. */
    static Scope of(String name) {
        return Arrays.stream(values())
                .filter(scope -> scope.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected "
                        + Arrays.stream(values()).map(Scope::toString).collect(Collectors.joining(", "))));
    }

    /** Its name, in lower case. */
    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
