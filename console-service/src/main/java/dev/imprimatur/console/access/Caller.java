package dev.imprimatur.console.access;

import jakarta.enterprise.context.RequestScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Who sends the current request, as far as a token says it, or the session of one. */
@RequestScoped
public class Caller {
    private String owner;
    private String token;
    private String issuer;
    private String subject;
    private Instant endsAt;
    private List<Scope> scopes = List.of();
    private boolean acts;
    private boolean byPage;
    private boolean looksBySession;

    /** The owner of the token that the request was allowed by; none where it needed none. */
    public Optional<String> owner() {
        return Optional.ofNullable(owner);
    }

    /** Which token that was. */
    public Optional<String> token() {
        return Optional.ofNullable(token);
    }

    /** The OIDC provider by whose word the owner's name is known; none where it is the console's own. */
    public Optional<String> issuer() {
        return Optional.ofNullable(issuer);
    }

    /** Who that is there. */
    public Optional<String> subject() {
        return Optional.ofNullable(subject);
    }

    /** Until when the token counts that the request was allowed by; none where that has no end, or is not known. */
    Optional<Instant> endsAt() {
        return Optional.ofNullable(endsAt);
    }

    /** Whether what it shows has this scope; where that is not needed, only {@link Personal} answers know it. */
    public boolean has(Scope scope) {
        return scopes.stream().anyMatch(each -> each.covers(scope));
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

    /** Whether a cookie says who looks. */
    public boolean looksBySession() {
        return looksBySession;
    }

    void looksAs(Grant shown) {
        is(shown);
        looksBySession = true;
    }

    void is(Grant shown) {
        owner = shown.owner();
        token = shown.token();
        issuer = shown.issuer();
        subject = shown.subject();
        endsAt = shown.endsAt();
        scopes = shown.scopes();
    }
}
