package dev.imprimatur.console.page.rebuild;

import dev.imprimatur.console.access.ByPage;
import dev.imprimatur.console.access.Caller;
import dev.imprimatur.console.access.Needs;
import dev.imprimatur.console.access.Scope;
import dev.imprimatur.console.page.act.Presses;
import dev.imprimatur.console.page.act.Reason;
import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.console.rebuild.CancelOrder;
import dev.imprimatur.console.rebuild.RebuildDesk;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;

/** The answer to "Cancel it?". */
@Path("/rebuilds/{id}/cancel")
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
public class CancelAct {
    @Inject
    Presses presses;

    @Inject
    RebuildDesk desk;

    @Inject
    Caller caller;

    /** Cancels the rebuild, and leads to its page. */
    @POST
    @ByPage
    @Needs(Scope.REBUILD)
    @Operation(hidden = true)
    public RestResponse<Void> cancel(
            String id, @FormParam("request") String request, @FormParam("reason") String reason) {
        CancelOrder order =
                new CancelOrder(Reason.required(reason), caller.owner().orElse(null));
        return presses.once(request, () -> {
            desk.cancel(id, order);
            return "/rebuilds/" + Words.encoded(id);
        });
    }
}
