package dev.imprimatur.console.flake;

import dev.imprimatur.console.answer.FlakeReport;
import dev.imprimatur.console.api.Instants;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** The statistics of flakes. */
@Path("/api/flakes")
@Produces(MediaType.APPLICATION_JSON)
public class FlakesResource {
    private static final Duration USUAL = Duration.ofDays(30);

    @Inject
    Flakes flakes;

    @Inject
    Clock clock;

    /** The flakes since then, by image and by kind. */
    @GET
    @Transactional
    @Operation(
            summary = "What failed and then passed without a change",
            description = "`since` is an instant, 2026-11-01T00:00:00Z; without one it is 30 days ago")
    @APIResponse(responseCode = "200", description = "By kind and by image")
    @APIResponse(responseCode = "400", description = "A parameter is wrong; the message names it")
    public FlakeReport flakes(@QueryParam("since") String since) {
        Instant start = since == null
                ? clock.instant().minus(USUAL)
                : Instants.of("since", since, "one as 2026-11-01T00:00:00Z");
        return flakes.report(start);
    }
}
