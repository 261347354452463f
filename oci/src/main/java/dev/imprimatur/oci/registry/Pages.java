package dev.imprimatur.oci.registry;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The pages of a list. A list that is cut short looks like a whole one, so a further page that cannot be asked for is
 * an error, and so is a list without end.
 */
final class Pages {
    private static final int MOST = 2_000;

    private final Set<URI> seen = new HashSet<>();
    private Request page;

    Pages(Request first) {
        page = first;
        seen.add(first.uri());
    }

    /** The page to ask for, or nothing after the last one. */
    Optional<Request> page() {
        return Optional.ofNullable(page);
    }

    /** Whether no page has been turned yet. */
    boolean first() {
        return seen.size() == 1;
    }

    /**
     * Goes to the page that this answer names as its next one.
     *
     * @throws RegistryException if that cannot be asked for
     */
    void turn(HttpResponse<?> answer) {
        Request former = page;
        page = Link.next(former, answer).map(former::to).orElse(null);
        if (page == null) {
            return;
        }
        if (!page.goesToRegistry()) {
            throw RegistryClient.unexpected(
                    former,
                    "the list goes on at " + page.uri().getScheme() + "://"
                            + page.uri().getAuthority()
                            + ", which is not the registry; let the proxy before it pass on Host and X-Forwarded-Proto");
        }
        if (!seen.add(page.uri()) || seen.size() > MOST) {
            throw RegistryClient.unexpected(former, "its list has no end");
        }
    }
}
