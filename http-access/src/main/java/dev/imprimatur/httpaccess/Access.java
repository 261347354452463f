package dev.imprimatur.httpaccess;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides whether a request is answered. A person's browser may not be used against a service that has no login. */
final class Access {
    private static final Set<String> READS = Set.of("GET", "HEAD");
    private static final Set<String> DOES_NOT_WRITE = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> SENT_WITHOUT_ASKING_FIRST = Set.of("POST", "PATCH");
    private static final String JSON = "application/json";
    private static final String NUL = "%00";
    private static final String FORM = "application/x-www-form-urlencoded";

    private final Names names;
    private final Optional<Secrets> secrets;
    private final Optional<String> installation;
    private final long largestBody;
    private final boolean forms;
    private final Optional<WriteRate> rate;

    /**
     * @param secrets of which a request shows one; nothing where it need not
     * @param installation which one the service belongs to
     * @param largestBody in bytes; what says no size beforehand is limited while it is read
     * @param forms whether forms are taken that come from the service's own pages
     * @param rate how often an address may write; nothing where the service counts by itself
     */
    Access(
            Names names,
            Optional<Secrets> secrets,
            Optional<String> installation,
            long largestBody,
            boolean forms,
            Optional<WriteRate> rate) {
        this.names = names;
        this.secrets = secrets;
        this.installation = installation;
        this.largestBody = largestBody;
        this.forms = forms;
        this.rate = rate;
    }

    /** Why the request is refused, if it is. */
    Optional<Refusal> refusal(Asked asked) {
        if (isForEverybody(asked)) {
            return Optional.empty();
        }
        return host(asked)
                .or(() -> origin(asked))
                .or(() -> installation(asked))
                .or(() -> peer(asked))
                .or(() -> contentType(asked))
                .or(() -> size(asked))
                .or(() -> nul(asked))
                .or(() -> rate(asked));
    }

    /** Probes and scrapers ask pods by their addresses. */
    private static boolean isForEverybody(Asked asked) {
        String below = asked.path() + "/";
        return READS.contains(asked.method()) && (below.startsWith("/q/health/") || below.startsWith("/q/metrics/"));
    }

    private Optional<Refusal> host(Asked asked) {
        boolean allowed = Authority.ofHost(asked.host())
                .filter(authority -> names.allow(authority.host(), asked.connected()))
                .isPresent();
        return refuseUnless(
                allowed,
                403,
                "foreign-host",
                "this service is not reached by the name " + quoted(asked.host())
                        + "; if it should be, add the name to imprimatur.http.hosts");
    }

    private Optional<Refusal> origin(Asked asked) {
        if (asked.origin() == null) {
            return Optional.empty();
        }
        Optional<Authority> page = Authority.ofOrigin(asked.origin());
        boolean allowed = page.isPresent()
                && (page.equals(Authority.ofHost(asked.host()))
                        || names.configured().contains(page.get().host()));
        return refuseUnless(
                allowed,
                403,
                "foreign-origin",
                "pages of " + quoted(asked.origin())
                        + " may not ask this service; if they should, add their host to imprimatur.http.hosts");
    }

    private Optional<Refusal> installation(Asked asked) {
        boolean meant = asked.installation() == null
                || installation.isEmpty()
                || installation.get().equals(asked.installation());
        return refuseUnless(
                meant,
                421,
                "another-installation",
                "this service belongs to another installation (" + installation.orElse("") + "), not to "
                        + quoted(asked.installation()));
    }

    private Optional<Refusal> peer(Asked asked) {
        if (secrets.isEmpty() || secrets.get().accept(asked.bearer())) {
            return Optional.empty();
        }
        String message = (asked.bearer().isPresent()
                        ? "what was shown is no secret of this installation"
                        : "this service answers other services only")
                + ": ask the console, with a token of your own; a service shows the secret in the file that its"
                + " imprimatur.http.peer-secret names, as Authorization: Bearer SECRET, and reads that file when it starts";
        return Optional.of(new Refusal(401, "peers-only", message, Map.of("WWW-Authenticate", "Bearer")));
    }

    private Optional<Refusal> contentType(Asked asked) {
        boolean needed = SENT_WITHOUT_ASKING_FIRST.contains(asked.method())
                || asked.hasBody() && !READS.contains(asked.method());
        return refuseUnless(
                !needed || is(JSON, asked.contentType()) || isFormOfItsPages(asked),
                415,
                "unsupported-media-type",
                "expected the header Content-Type: " + JSON + ", also without a body; it "
                        + (asked.contentType() == null ? "is missing" : "was " + quoted(asked.contentType())));
    }

    private Optional<Refusal> size(Asked asked) {
        return refuseUnless(
                asked.bodySize() <= largestBody,
                413,
                "too-large",
                "the body has " + asked.bodySize() + " bytes, and " + largestBody + " is the most");
    }

    /** No text holds it, and PostgreSQL takes none that does. */
    private static Optional<Refusal> nul(Asked asked) {
        if (!asked.address().contains(NUL)) {
            return Optional.empty();
        }
        String[] parts = asked.address().split("[?&]");
        String where = Arrays.stream(parts)
                .filter(part -> part.contains(NUL))
                .findFirst()
                .filter(part -> !part.equals(parts[0]))
                .map(part -> part.replace(NUL, "").replaceFirst("=.*", "") + ":")
                .orElse("the address");
        return Optional.of(new Refusal(400, "invalid", where + " holds the character NUL, which no text has"));
    }

    private Optional<Refusal> rate(Asked asked) {
        if (rate.isEmpty() || DOES_NOT_WRITE.contains(asked.method())) {
            return Optional.empty();
        }
        int wait = rate.get().take(asked.client());
        if (wait == 0) {
            return Optional.empty();
        }
        String message = rate.get().refusal("this address", wait);
        return Optional.of(new Refusal(429, "too-many-requests", message, Map.of("Retry-After", "" + wait)));
    }

    /** A browser names the page that a form comes from; by then it is known to be one of the service's own. */
    private boolean isFormOfItsPages(Asked asked) {
        return forms
                && asked.origin() != null
                && asked.method().equals("POST")
                && !(asked.path() + "/").startsWith("/api/")
                && is(FORM, asked.contentType());
    }

    private static boolean is(String type, String contentType) {
        return contentType != null
                && contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(type);
    }

    private static Optional<Refusal> refuseUnless(boolean allowed, int status, String error, String message) {
        return allowed ? Optional.empty() : Optional.of(new Refusal(status, error, message));
    }

    /** As much of what a client sent as fits in a message. */
    private static String quoted(String text) {
        if (text == null) {
            return "(none)";
        }
        String plain = text.replaceAll("\\p{Cntrl}", "?");
        return "'" + (plain.length() > 100 ? plain.substring(0, 100) + "…" : plain) + "'";
    }
}
