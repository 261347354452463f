package dev.imprimatur.console.page.start;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.imprimatur.console.access.ByPage;
import dev.imprimatur.console.access.Caller;
import dev.imprimatur.console.access.Needs;
import dev.imprimatur.console.access.Scope;
import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.audit.Acting;
import dev.imprimatur.console.page.act.Presses;
import dev.imprimatur.console.page.act.Reason;
import dev.imprimatur.console.page.frame.Frame;
import dev.imprimatur.console.page.frame.Frames;
import dev.imprimatur.console.page.frame.Section;
import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.console.plan.Plans;
import dev.imprimatur.console.rebuild.RebuildDesk;
import dev.imprimatur.console.rebuild.RebuildOrder;
import dev.imprimatur.events.EventJson;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;

/** Starts a rebuild: what would it do, and then go. */
@Path("/rebuilds/new")
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
public class StartPage {
    @Inject
    Frames frames;

    @Inject
    Chosen chosen;

    @Inject
    Plans plans;

    @Inject
    Presses presses;

    @Inject
    RebuildDesk desk;

    @Inject
    Caller caller;

    @Inject
    Acting acting;

    @CheckedTemplate(basePath = "start")
    static class Templates {
        static native TemplateInstance page(Frame frame, StartView view);
    }

    /** What was chosen and what that would do. A page of another site can lead here, and have nothing planned. */
    @GET
    @Operation(hidden = true)
    public String choose(@BeanParam Choice.OfAddress address, @HeaderParam("Sec-Fetch-Site") String from)
            throws InterruptedException, JsonProcessingException {
        Choice choice = address.choice();
        if (!choice.made() || "cross-site".equals(from)) {
            return page(new StartView(choice, null, null, List.of()), "./imprimatur rebuild --help");
        }
        try {
            String images = chosen.images(choice);
            return page(new StartView(choice, planned(choice, images), null, List.of()), choice.command(images));
        } catch (ApiException e) {
            return page(new StartView(choice, null, e.getMessage(), List.of()), "./imprimatur rebuild --help");
        }
    }

    /** Starts what the page showed, if it is still that. */
    @POST
    @ByPage
    @Needs(Scope.REBUILD)
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public RestResponse<?> start(
            @BeanParam Choice.OfForm form,
            @FormParam("request") String request,
            @FormParam("plan") @DefaultValue("") String plan,
            @FormParam("revision") @DefaultValue("") String revision,
            @FormParam("seen") @DefaultValue("") String seen)
            throws InterruptedException, JsonProcessingException {
        Choice choice = form.choice();
        if (!choice.made()) {
            throw ApiException.invalid("type", "expected one of " + Choice.TYPES);
        }
        Optional<RestResponse<Void>> answered = presses.answered(request);
        if (answered.isPresent()) {
            return answered.get();
        }
        String why = Reason.required(choice.reason());
        String images = chosen.images(choice);
        Preview now = planned(choice, images);
        if (now.refused() != null) {
            throw ApiException.conflict(now.refused());
        }
        if (!now.fingerprint().equals(plan)) {
            acting.on(images == null ? choice.type() : images, why, null);
            List<String> changed = Difference.between(revision, seen, now);
            Choice again = choice.withoutPermissions();
            return RestResponse.ResponseBuilder.create(
                            RestResponse.Status.CONFLICT,
                            page(new StartView(again, planned(again, images), null, changed), again.command(images)))
                    .build();
        }
        RebuildOrder order = choice.order(images, why, caller.owner().orElse(null));
        return presses.once(request, () -> "/rebuilds/" + Words.encoded(desk.request(order).id));
    }

    private Preview planned(Choice choice, String images) throws InterruptedException, JsonProcessingException {
        return Preview.of(
                EventJson.MAPPER.readTree(plans.ask(choice.plan(images)).getEntity()));
    }

    private String page(StartView view, String command) {
        return Templates.page(frames.around(Section.REBUILDS, null).of("Start a rebuild", null, command), view)
                .render();
    }
}
