package dev.imprimatur.console.worker;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Builders and testers, and which one is sick. */
@Path("/api/workers")
@Produces(MediaType.APPLICATION_JSON)
public class WorkersResource {
    @Inject
    Workers workers;

    /** All of them. */
    @GET
    @Operation(
            summary = "Builders and testers: how their last tries ended, and what each is doing",
            description =
                    "`state` is sick (at least half of the last 20 tries failed for a transient reason, three or more), silent"
                            + " (the command that runs has printed nothing since `silentSince`, or the log has not grown for a minute),"
                            + " working, idle or unknown; `silent` names services that did not answer")
    public Workers.Page workers() {
        return workers.now();
    }
}
