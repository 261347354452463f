package dev.imprimatur.console.access;

import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;

/** Who sends the current request, as far as a token says it, or the session of one. */
@RequestScoped
public class Caller {
    private String owner;
    private String token;
    private boolean acts;
    private boolean byPage;

    /** The owner of the token that the request was allowed by; none where it needed none. */
    public Optional<String> owner() {
        return Optional.ofNullable(owner);
    }

    /** Which token that was. */
    public Optional<String> token() {
        return Optional.ofNullable(token);
    }

    /** Whether the request is to change something. */
    public boolean acts() {
        return acts;
    }

    /** Whether it is a form of a page. */
    public boolean byPage() {
        return byPage;
    }

    void needs(Need need, boolean looks, boolean form) {
        acts = need.acts() && !looks;
        byPage = form;
    }

    void is(ApiToken shown) {
        owner = shown.owner;
        token = shown.id;
    }
}
