package dev.imprimatur.console.page.act;

import dev.imprimatur.console.access.Visitor;
import dev.imprimatur.console.api.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.resteasy.reactive.RestResponse;

/** Buttons that were pressed: a form that comes twice, also at two consoles at once, is one act with one answer. */
@ApplicationScoped
public class Presses {
    private static final String FORM = "[0-9a-f-]{36}";

    @Inject
    EntityManager entities;

    @Inject
    Visitor visitor;

    @Inject
    Clock clock;

    /** What came of the form, if it came before. */
    @Transactional
    public Optional<RestResponse<Void>> answered(String request) {
        return entities.createNativeQuery(
                        "select answer from page_act where request = ?1 and session = ?2", String.class)
                .setParameter(1, request == null ? "" : request)
                .setParameter(2, visitor.name())
                .getResultStream()
                .findFirst()
                .map(answer -> RestResponse.seeOther(URI.create((String) answer)));
    }

    /**
     * Does what the form asks for, unless it was done, as one transaction, and leads to what came of it.
     *
     * @param request the form's number
     * @param act gives the address of what came of it; where it fails nothing was pressed
     */
    @Transactional
    public RestResponse<Void> once(String request, Supplier<String> act) {
        if (request == null || !request.matches(FORM)) {
            throw ApiException.invalid("request", "expected the form of a page; load the page again");
        }
        String session = visitor.name();
        // Waits for a console that does the same at this moment.
        boolean first = entities.createNativeQuery(
                                "insert into page_act (request, session, at) values (?1, ?2, ?3) on conflict do nothing")
                        .setParameter(1, request)
                        .setParameter(2, session)
                        .setParameter(3, clock.instant())
                        .executeUpdate()
                == 1;
        return first
                ? RestResponse.seeOther(URI.create(done(request, session, act.get())))
                : answered(request).orElseThrow();
    }

    private String done(String request, String session, String address) {
        entities.createNativeQuery("update page_act set answer = ?1 where request = ?2 and session = ?3")
                .setParameter(1, address)
                .setParameter(2, request)
                .setParameter(3, session)
                .executeUpdate();
        return address;
    }
}
