package dev.imprimatur.console.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.api.LogText;
import dev.imprimatur.console.api.Renderer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.MediaType;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;

/** Asks the renderer what a rebuild would do. */
@ApplicationScoped
public class Plans {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A request for a rebuild is taken whether the renderer answers or not. */
    private static final Duration SHORT_PATIENCE = Duration.ofSeconds(5);

    /** A plan takes the renderer a while, and anyone who may look may ask for one. */
    private static final int AT_ONCE = 4;

    /** One who waits for a plan keeps a thread of the console. */
    private static final int MOST_WAITING = 16;

    private static final Duration WAIT = Duration.ofSeconds(10);

    private static final Logger LOG = Logger.getLogger(Plans.class);

    private final Semaphore free = new Semaphore(AT_ONCE, true);

    @Inject
    Renderer renderer;

    @Inject
    ObjectMapper json;

    /**
     * What it answers, as JSON.
     *
     * @throws ApiException if it does not, or refuses, or others have plans made all the while
     */
    public RestResponse<String> ask(PlanOrder order) throws InterruptedException, JsonProcessingException {
        return ask(order, PATIENCE, WAIT);
    }

    /**
     * Refuses a selection that picks no image of the catalogue, if the renderer says so soon.
     *
     * @throws ApiException if it does
     */
    public void requireImages(String select) throws InterruptedException, JsonProcessingException {
        try {
            ask(new PlanOrder(select, null, null), SHORT_PATIENCE, Duration.ZERO);
        } catch (ApiException e) {
            if (e.isNotFound()) {
                throw e;
            }
            LOG.debugf("not known whether '%s' picks an image: %s", LogText.of(select), e.getMessage());
        }
    }

    private RestResponse<String> ask(PlanOrder order, Duration patience, Duration wait)
            throws InterruptedException, JsonProcessingException {
        HttpRequest request = renderer.request("/api/plan")
                .timeout(patience)
                .header("Content-Type", MediaType.APPLICATION_JSON)
                .POST(BodyPublishers.ofString(json.writeValueAsString(order.checked())))
                .build();
        if (free.getQueueLength() >= MOST_WAITING || !free.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
            throw ApiException.busy(AT_ONCE + " plans are being made already; ask again in some seconds");
        }
        try {
            return renderer.answer(request, "a plan");
        } finally {
            free.release();
        }
    }
}
