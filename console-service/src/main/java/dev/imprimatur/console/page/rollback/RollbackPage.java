package dev.imprimatur.console.page.rollback;

import dev.imprimatur.console.access.ByPage;
import dev.imprimatur.console.access.Needs;
import dev.imprimatur.console.access.Scope;
import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.audit.Acting;
import dev.imprimatur.console.history.BlocksResource;
import dev.imprimatur.console.page.act.Presses;
import dev.imprimatur.console.page.act.Reason;
import dev.imprimatur.console.page.fleet.Dependants;
import dev.imprimatur.console.page.fleet.FleetImage;
import dev.imprimatur.console.page.frame.Frame;
import dev.imprimatur.console.page.frame.Frames;
import dev.imprimatur.console.page.frame.Section;
import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.console.page.source.LastAnswer;
import dev.imprimatur.console.page.source.Publisher;
import dev.imprimatur.console.rollback.Rollback;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;

/** A rollback: what went back, by whom and why, what is blocked since, and how that ends. */
@Path("/rollbacks/{id}")
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
public class RollbackPage {
    @Inject
    Frames frames;

    @Inject
    Publisher publisher;

    @Inject
    Dependants dependants;

    @Inject
    BlocksResource blocks;

    @Inject
    Acting acting;

    @Inject
    Presses presses;

    @CheckedTemplate(basePath = "rollback")
    static class Templates {
        static native TemplateInstance page(Frame frame, RollbackFacts view);
    }

    /** The page. No transaction is open while the publisher is asked. */
    @GET
    @Operation(hidden = true)
    public String rollback(String id) {
        Frame frame = frames.around(Section.ACTIVITY, "view=rebuild&id=" + Words.encoded(id));
        Rollback rollback = Rollback.required(id);
        LastAnswer answer = publisher.blocks();
        boolean blocked = rollback.blocked != null
                && answer.answer()
                        .valueStream()
                        .anyMatch(block ->
                                rollback.blocked.equals(block.path("digest").asText()));
        RollbackFacts facts = RollbackFacts.of(rollback, blocked, left(rollback), answer.trouble());
        return Templates.page(
                        frame.of(
                                facts.state() + ", " + facts.image(),
                                "/api/rollbacks/" + Words.encoded(id),
                                "./imprimatur blocks"),
                        facts)
                .render();
    }

    /** What is stale by it: nothing once the tags name again what they left. */
    private Dependants.Some left(Rollback rollback) {
        FleetImage image = rollback.image == null ? null : FleetImage.findById(rollback.image);
        boolean again = image != null && image.digest != null && image.digest.equals(rollback.blocked);
        return rollback.blocked == null || again ? null : dependants.of(rollback.blocked);
    }

    /** Lets the digest that the tags left be published again. */
    @POST
    @Path("unblock")
    @ByPage
    @Needs(Scope.ROLLBACK)
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public RestResponse<Void> unblock(
            String id, @FormParam("request") String request, @FormParam("reason") String reason) {
        Rollback rollback = Rollback.required(id);
        if (rollback.blocked == null) {
            throw ApiException.conflict("rollback " + id + " blocks nothing");
        }
        acting.on(rollback.blocked, Reason.required(reason), null);
        return presses.onceElsewhere(
                request, "/rollbacks/" + Words.encoded(id), () -> blocks.unblocked(rollback.blocked));
    }
}
