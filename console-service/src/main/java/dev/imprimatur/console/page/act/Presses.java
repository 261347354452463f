package dev.imprimatur.console.page.act;

import dev.imprimatur.console.access.Visitor;
import dev.imprimatur.console.api.ApiException;
import io.quarkus.narayana.jta.QuarkusTransaction;
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
        String session = visitor.name();
        return first(request, session)
                ? RestResponse.seeOther(URI.create(done(request, session, act.get())))
                : answered(request).orElseThrow();
    }

    /**
     * The same where another service does it, for which no transaction stays open. A form that comes again meanwhile, or after a
     * console was killed in the middle of it, does nothing more, and leads to where what came of it is seen.
     *
     * @param request the form's number
     * @param address where what came of it is seen
     * @param act does nothing more where it was done already; where it fails, or its answer is lost, nothing was pressed
     */
    public RestResponse<Void> onceElsewhere(String request, String address, Runnable act) {
        String session = visitor.name();
        boolean isFirst = QuarkusTransaction.requiringNew().call(() -> {
            boolean begins = first(request, session);
            if (begins) {
                done(request, session, address);
            }
            return begins;
        });
        if (isFirst) {
            try {
                act.run();
            } catch (RuntimeException e) {
                QuarkusTransaction.requiringNew().run(() -> forget(request, session));
                throw e;
            }
        }
        return RestResponse.seeOther(URI.create(address));
    }

    /** Whether it has not come before. Waits for a console that does the same at this moment. */
    private boolean first(String request, String session) {
        if (request == null || !request.matches(FORM)) {
            throw ApiException.invalid("request", "expected the form of a page; load the page again");
        }
        return entities.createNativeQuery(
                                "insert into page_act (request, session, at) values (?1, ?2, ?3) on conflict do nothing")
                        .setParameter(1, request)
                        .setParameter(2, session)
                        .setParameter(3, clock.instant())
                        .executeUpdate()
                == 1;
    }

    private void forget(String request, String session) {
        entities.createNativeQuery("delete from page_act where request = ?1 and session = ?2")
                .setParameter(1, request)
                .setParameter(2, session)
                .executeUpdate();
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
