package dev.imprimatur.console.access;

import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;

/** Who sends the current request, as far as a token says it. */
@RequestScoped
public class Caller {
    private String owner;

    /** The owner of the token that the request was allowed by; none where it needed none. */
    public Optional<String> owner() {
        return Optional.ofNullable(owner);
    }

    void is(ApiToken token) {
        owner = token.owner;
    }
}
