package dev.imprimatur.console.page.image;

import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.page.fleet.FleetImage;
import dev.imprimatur.console.page.frame.Frame;
import dev.imprimatur.console.page.frame.Frames;
import dev.imprimatur.console.page.frame.Section;
import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.console.page.source.TagPeriods;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** An image: is it safe to pull, why is it as it is, what was it before. */
@Path("/images/{family}/{version}/{variant}")
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
public class ImagePage {
    @Inject
    Frames frames;

    @Inject
    ImageDetails details;

    @Inject
    TagPeriods periods;

    @CheckedTemplate(basePath = "image")
    static class Templates {
        static native TemplateInstance page(Frame frame, ImageDetail view);
    }

    /**
     * The page; {@code compare} names another revision, as in {@code r2}. No transaction is open while the publisher is
     * asked.
     */
    @GET
    @Operation(hidden = true)
    public String image(String family, String version, String variant, @QueryParam("compare") String compare) {
        String name = family + "/" + version + "/" + variant;
        Frame frame = frames.around(Section.FLEET, "view=image&id=" + Words.encoded(name));
        if (FleetImage.count("image", name) == 0) {
            throw missing(name);
        }
        TagPeriods.Answer answer = periods.of(name);
        Frame titled =
                frame.of(name, "/api/why?reference=" + Words.encoded(name), "./imprimatur why " + Words.quoted(name));
        return QuarkusTransaction.requiringNew()
                .call(() ->
                        Templates.page(titled, detail(name, compare, answer)).render());
    }

    private ImageDetail detail(String name, String compare, TagPeriods.Answer answer) {
        FleetImage image = FleetImage.findById(name);
        if (image == null) {
            throw missing(name);
        }
        return details.of(image, compare, answer);
    }

    private static ApiException missing(String name) {
        return ApiException.notFound("no rebuild made an image '" + name + "'");
    }
}
