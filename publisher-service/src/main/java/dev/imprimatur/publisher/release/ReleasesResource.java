package dev.imprimatur.publisher.release;

import dev.imprimatur.messaging.rest.BadRequests;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.oci.Repository;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.LocalDate;
import java.util.List;

/** The releases of a repository. */
@Path("/api/releases/{repository:.+}")
@Produces(MediaType.APPLICATION_JSON)
public class ReleasesResource {
    @Inject
    Releases releases;

    /** One for each pinned tag and each tag of a revision. */
    @GET
    public List<Release> releases(@PathParam("repository") String repository) {
        List<Release> found = releases.of(checked(repository), LocalDate.now(SharedClock.UTC));
        if (found.isEmpty()) {
            throw BadRequests.notFound(
                    "nothing is published in '" + repository + "'; GET /api/tags lists published tags");
        }
        return found;
    }

    private static Repository checked(String repository) {
        try {
            return new Repository(repository);
        } catch (IllegalArgumentException e) {
            throw BadRequests.refused("repository: " + e.getMessage());
        }
    }
}
