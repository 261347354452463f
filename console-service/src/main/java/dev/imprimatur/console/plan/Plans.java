package dev.imprimatur.console.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.api.Renderer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.MediaType;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import org.jboss.resteasy.reactive.RestResponse;

/** Asks the renderer what a rebuild would do. */
@ApplicationScoped
public class Plans {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    Renderer renderer;

    @Inject
    ObjectMapper json;

    /**
     * What it answers, as JSON.
     *
     * @throws ApiException if it does not, or refuses
     */
    public RestResponse<String> ask(PlanOrder order) throws InterruptedException, JsonProcessingException {
        HttpRequest request = renderer.request("/api/plan")
                .timeout(PATIENCE)
                .header("Content-Type", MediaType.APPLICATION_JSON)
                .POST(BodyPublishers.ofString(json.writeValueAsString(order.checked())))
                .build();
        return renderer.answer(request, "a plan");
    }
}
