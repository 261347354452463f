package dev.imprimatur.console.image;

import dev.imprimatur.console.api.Pages;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;

/** The images that are published. */
@Path("/api/images")
@Produces(MediaType.APPLICATION_JSON)
public class ImagesResource {
    private static final int MOST = 100_000;
    private static final Comparator<PublishedImage> ORDER = Comparator.<PublishedImage, String>comparing(
                    image -> image.family)
            .thenComparing(image -> image.version, VersionOrder.INSTANCE)
            .thenComparing(image -> image.variant);

    @Context
    UriInfo request;

    /** The published images that the selection picks, versions in their order. */
    @GET
    @Transactional
    @Operation(
            summary = "Published images",
            description = "`select` holds patterns, separated by commas: globs for family/version/variant, families,"
                    + " or parts of a tag's reference. All of them, or with `limit` the page `page`, from 0;"
                    + " the header Link has the address of the next one")
    @APIResponse(responseCode = "200", description = "All of them, or a page")
    @APIResponse(responseCode = "400", description = "A parameter is wrong; the message names it")
    public RestResponse<List<ImageView>> images(
            @QueryParam("select") String select,
            @QueryParam("limit") @DefaultValue("100000") int limit,
            @QueryParam("page") @DefaultValue("0") int page) {
        Pages.check(page, limit, MOST);
        List<PublishedImage> all = PublishedImage.all();
        Set<String> families = all.stream().map(image -> image.family).collect(Collectors.toSet());
        Selection selection = Selection.parse(select, families);
        List<PublishedImage> picked = all.stream()
                .filter(image -> selection.picks(image.image, image.family, List.of(image.tags)))
                .sorted(ORDER)
                .toList();
        long end = (page + 1L) * limit;
        return Pages.answer(
                picked.stream()
                        .skip((long) page * limit)
                        .limit(limit)
                        .map(ImageView::of)
                        .toList(),
                request,
                "page",
                picked.size() > end ? page + 1 : null);
    }
}
