package dev.imprimatur.console.page.frame;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;

/** The console's own address. */
@Path("/")
public class HomePage {

    /** It begins with the fleet. */
    @GET
    @Operation(hidden = true)
    public RestResponse<Void> home() {
        return RestResponse.seeOther(URI.create(Section.FLEET.address()));
    }
}
