package dev.imprimatur.publisher.release;

import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.oci.Repository;
import jakarta.inject.Inject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

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
            throw new NotFoundException(answer(
                    Response.Status.NOT_FOUND,
                    "nothing is published in '" + repository + "'; GET /api/tags lists published tags"));
        }
        return found;
    }

    private static Repository checked(String repository) {
        try {
            return new Repository(repository);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(answer(Response.Status.BAD_REQUEST, "repository: " + e.getMessage()));
        }
    }

    private static Response answer(Response.Status status, String message) {
        return Response.status(status)
                .entity(Map.of("message", message))
                .type(MediaType.APPLICATION_JSON)
                .build();
    }
}
