package dev.imprimatur.console.image;

import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The images that are published. */
@Path("/api/images")
@Produces(MediaType.APPLICATION_JSON)
public class ImagesResource {
    private static final Comparator<PublishedImage> ORDER = Comparator.<PublishedImage, String>comparing(
                    image -> image.family)
            .thenComparing(image -> image.version, VersionOrder.INSTANCE)
            .thenComparing(image -> image.variant);

    /** The published images that the selection picks, versions in their order. */
    @GET
    @Transactional
    @Operation(
            summary = "Published images",
            description = "`select` holds patterns, separated by commas: globs for family/version/variant, families,"
                    + " or parts of a tag's reference")
    public List<ImageView> images(@QueryParam("select") String select) {
        List<PublishedImage> all = PublishedImage.all();
        Set<String> families = all.stream().map(image -> image.family).collect(Collectors.toSet());
        Selection selection = Selection.parse(select, families);
        return all.stream()
                .filter(image -> selection.picks(image.image, image.family, List.of(image.tags)))
                .sorted(ORDER)
                .map(ImageView::of)
                .toList();
    }
}
