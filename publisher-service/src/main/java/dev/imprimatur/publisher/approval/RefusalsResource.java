package dev.imprimatur.publisher.approval;

import io.quarkus.panache.common.Page;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** The verdicts that were not believed. */
@Path("/api/refusals")
@Produces(MediaType.APPLICATION_JSON)
public class RefusalsResource {
    private static final int LATEST = 200;

    /** The latest refusals, the newest first. */
    @GET
    @Transactional
    public List<Refusal> latest() {
        return Refusal.<Refusal>find("order by refusedAt desc")
                .page(Page.ofSize(LATEST))
                .list();
    }
}
