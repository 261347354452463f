package dev.imprimatur.console.page.image;

import dev.imprimatur.console.access.ByPage;
import dev.imprimatur.console.access.Caller;
import dev.imprimatur.console.access.Needs;
import dev.imprimatur.console.access.Scope;
import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.page.act.Presses;
import dev.imprimatur.console.page.act.Reason;
import dev.imprimatur.console.page.fleet.FleetImage;
import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.console.rollback.RollbackDesk;
import dev.imprimatur.console.rollback.RollbackOrder;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;

/** The answer to "Go back to r1?". */
@Path("/images/{family}/{version}/{variant}/rollback")
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
public class RollbackAct {
    @Inject
    Presses presses;

    @Inject
    RollbackDesk desk;

    @Inject
    Caller caller;

    /**
     * Requests the rollback, and leads to its page.
     *
     * @param to the revision to go back to
     * @param from the digest that the page said the tags leave: where they have left it since, here or at the
     *     publisher, nothing is done
     */
    @POST
    @ByPage
    @Needs(Scope.ROLLBACK)
    @Operation(hidden = true)
    public RestResponse<Void> rollback(
            String family,
            String version,
            String variant,
            @FormParam("request") String request,
            @FormParam("to") String to,
            @FormParam("from") String from,
            @FormParam("reason") String reason) {
        String image = family + "/" + version + "/" + variant;
        RollbackOrder order = new RollbackOrder(
                image, required(to), Reason.required(reason), caller.owner().orElse(null), from, null);
        return presses.once(request, () -> {
            check(image, from);
            return "/rollbacks/" + Words.encoded(desk.request(order).id);
        });
    }

    private static String required(String to) {
        if (to == null || to.isBlank()) {
            throw ApiException.invalid("to", "expected a revision, such as r1");
        }
        return to;
    }

    private static void check(String name, String from) {
        FleetImage image = FleetImage.findById(name);
        if (image == null) {
            throw ApiException.notFound("no rebuild made an image '" + name + "'");
        }
        if (image.digest == null || !image.digest.equals(from)) {
            throw ApiException.conflict("the tags of " + name + " name another digest than when the page was loaded;"
                    + " look at it again, and decide then");
        }
    }
}
