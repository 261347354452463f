package dev.imprimatur.console.page.act;

import dev.imprimatur.console.access.Visitor;
import dev.imprimatur.console.api.ApiException;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.resteasy.reactive.RestResponse;

/** Buttons that were pressed: a form that comes twice, also at two consoles at once, is one act with one answer. */
@ApplicationScoped
public class Presses {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(200);

    @Inject
    PressStore store;

    @Inject
    Visitor visitor;

    @Inject
    Clock clock;

    /** What came of the form, if it came before. */
    public Optional<RestResponse<Void>> answered(String request) {
        return answered(press(request));
    }

    /**
     * Does what the form asks for, unless it was done, as one transaction, and leads to what came of it.
     *
     * @param request the form's number
     * @param act gives the address of what came of it; where it fails nothing was pressed
     */
    @Transactional
    public RestResponse<Void> once(String request, Supplier<String> act) {
        Press press = press(request);
        Optional<Instant> begun = store.begin(press);
        if (begun.isEmpty()) {
            return answered(press).orElseThrow(Presses::goesOn);
        }
        String address = act.get();
        store.done(press, begun.get(), address);
        return RestResponse.seeOther(URI.create(address));
    }

    /**
     * The same where another service does it, for which no transaction stays open. A form that comes again meanwhile
     * waits for what comes of it, and where that failed, does it again. Where a console was killed in the middle of it,
     * the form can be sent again after some minutes.
     *
     * @param request the form's number
     * @param address where what came of it is seen
     * @param act does nothing more where it was done already; where it fails, or its answer is lost, nothing was
     *     pressed
     * @throws ApiException if it goes on for longer than a browser is kept waiting
     */
    public RestResponse<Void> onceElsewhere(String request, String address, Runnable act) {
        Press press = press(request);
        Instant end = clock.instant().plus(PATIENCE);
        for (; ; ) {
            Optional<Instant> begun = QuarkusTransaction.requiringNew().call(() -> store.begin(press));
            if (begun.isPresent()) {
                return done(press, begun.get(), address, act);
            }
            Optional<RestResponse<Void>> answered = answered(press);
            if (answered.isPresent()) {
                return answered.get();
            }
            if (clock.instant().isAfter(end)) {
                throw goesOn();
            }
            pause();
        }
    }

    private RestResponse<Void> done(Press press, Instant begun, String address, Runnable act) {
        try {
            act.run();
        } catch (RuntimeException e) {
            try {
                QuarkusTransaction.requiringNew().run(() -> store.failed(press, begun));
            } catch (RuntimeException notForgotten) {
                e.addSuppressed(notForgotten);
            }
            throw e;
        }
        QuarkusTransaction.requiringNew().run(() -> store.done(press, begun, address));
        return RestResponse.seeOther(URI.create(address));
    }

    private Press press(String request) {
        return new Press(request, visitor.name());
    }

    private Optional<RestResponse<Void>> answered(Press press) {
        return store.answer(press).map(address -> RestResponse.seeOther(URI.create(address)));
    }

    private static ApiException goesOn() {
        return ApiException.busy("it is being done already; look at what it is about again, and see what comes of it");
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.unreachable("the console is stopping");
        }
    }
}
