package dev.imprimatur.console.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.oci.Repository;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;

/** What a repository offers, in the form that Renovate's custom data sources have. */
@Path("/api/releases")
@Produces(MediaType.APPLICATION_JSON)
public class ReleasesResource {
    private static final TypeReference<List<Listed>> LISTED = new TypeReference<>() {};

    @Inject
    PublisherClient publisher;

    @Inject
    ObjectMapper json;

    @Context
    UriInfo request;

    /** As the publisher describes a release. */
    record Listed(String version, Instant releaseTimestamp, String digest, boolean isDeprecated) {}

    /**
     * A tag that names a version or one revision of it.
     *
     * @param version the tag's name
     * @param releaseTimestamp when what it names was first published
     * @param digest what it names
     * @param changelogUrl where the console shows why that was made and what changed
     * @param isDeprecated whether its support has ended, it is blocked, or the image went back from it
     */
    public record Release(
            String version, Instant releaseTimestamp, String digest, String changelogUrl, boolean isDeprecated) {}

    /**
     * What a repository offers.
     *
     * @param releases one for each pinned tag and each tag of a revision
     */
    public record Releases(List<Release> releases) {}

    /** The releases of a repository. */
    @GET
    @Path("{repository:.+}")
    @Operation(
            summary = "Releases of a repository, for Renovate",
            description = "One for each pinned tag and each tag of a revision, by name; moving tags are none")
    @APIResponse(responseCode = "200", description = "Its releases")
    @APIResponse(responseCode = "400", description = "It is no repository")
    @APIResponse(responseCode = "404", description = "Nothing is published there")
    @APIResponse(responseCode = "502", description = "The publisher does not answer")
    public Releases releases(String repository) throws InterruptedException, JsonProcessingException {
        RestResponse<String> answer = publisher.ask("GET", "/api/releases/" + checked(repository), Map.of());
        return releases(json.readValue(answer.getEntity(), LISTED));
    }

    private Releases releases(List<Listed> listed) {
        return new Releases(listed.stream()
                .map(release -> new Release(
                        release.version(),
                        release.releaseTimestamp(),
                        release.digest(),
                        request.getBaseUriBuilder()
                                .path("api/why")
                                .queryParam("reference", release.digest())
                                .build()
                                .toString(),
                        release.isDeprecated()))
                .toList());
    }

    /** It becomes part of the publisher's address, so nothing else may stand there. */
    private static Repository checked(String repository) {
        try {
            return new Repository(repository);
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid("repository", e.getMessage());
        }
    }
}
