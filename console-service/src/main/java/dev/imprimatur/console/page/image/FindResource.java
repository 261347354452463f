package dev.imprimatur.console.page.image;

import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.httpaccess.TextLimit;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;

/** Leads to the page of what is named. */
@Path("/")
public class FindResource {
    @Inject
    Found found;

    /** Whatever is typed into the head of a page; what is nothing by itself filters the fleet. */
    @GET
    @Path("find")
    @Transactional
    @Operation(hidden = true)
    public RestResponse<Void> find(@QueryParam("q") @DefaultValue("") String q) {
        String text = ApiException.checked(TextLimit.REFERENCE, "q", q).strip();
        return to(found.page(text).orElse("/fleet?q=" + Words.encoded(text)));
    }

    /** A tag, with or without its registry. */
    @GET
    @Path("tags/{reference:.+}")
    @Transactional
    @Operation(hidden = true)
    public RestResponse<Void> tag(String reference) {
        ApiException.checked(TextLimit.REFERENCE, "tag", reference);
        return to(found.tag(reference)
                .orElseThrow(() -> ApiException.notFound("no image has the tag '" + reference + "' now")));
    }

    /** A digest. */
    @GET
    @Path("digests/{digest}")
    @Transactional
    @Operation(hidden = true)
    public RestResponse<Void> digest(String digest) {
        ApiException.checked(TextLimit.REFERENCE, "digest", digest);
        return to(found.digest(digest)
                .orElseThrow(() -> ApiException.notFound("no image was published as '" + digest + "'")));
    }

    private static RestResponse<Void> to(String address) {
        return RestResponse.seeOther(URI.create(address));
    }
}
