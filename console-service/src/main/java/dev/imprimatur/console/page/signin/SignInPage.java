package dev.imprimatur.console.page.signin;

import dev.imprimatur.console.access.ByPage;
import dev.imprimatur.console.access.Caller;
import dev.imprimatur.console.access.Needs;
import dev.imprimatur.console.access.Open;
import dev.imprimatur.console.access.ProviderSignIn;
import dev.imprimatur.console.access.Scope;
import dev.imprimatur.console.access.SignIns;
import dev.imprimatur.console.audit.Acting;
import dev.imprimatur.console.page.frame.Frame;
import dev.imprimatur.console.page.frame.Frames;
import dev.imprimatur.console.page.frame.Section;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;

/** Signs a browser in by a link, and out. Looking at the link does not use it up: previews and scanners do that too. */
@Path("/")
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
public class SignInPage {
    private static final URI HOME = URI.create(Section.FLEET.address());

    @Inject
    Frames frames;

    @Inject
    SignIns signIns;

    @Inject
    ProviderSignIn provider;

    @Inject
    Caller caller;

    @Inject
    Acting acting;

    @CheckedTemplate(basePath = "signin")
    static class Templates {
        static native TemplateInstance page(Frame frame, String code, String back, SignIns.Offer offer);
    }

    /** Asks whether to. */
    @GET
    @Open
    @Path("sign-in")
    @Operation(hidden = true)
    public String offer(@QueryParam("code") String code) {
        return page(code, null);
    }

    /** Asks the same of who comes back from the OIDC provider, and leads who was not there yet to it. */
    @GET
    @Open
    @Path("sign-in/oidc")
    @Operation(hidden = true)
    public RestResponse<String> offerByProvider(@QueryParam("back") String back) {
        ProviderSignIn.Step step = provider.step();
        return step.provider() == null
                ? RestResponse.ok(page(step.code(), back))
                : RestResponse.ResponseBuilder.<String>create(RestResponse.Status.FOUND)
                        .location(step.provider())
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .build();
    }

    private String page(String code, String back) {
        SignIns.Offer offer = signIns.offer(code);
        return Templates.page(
                        frames.around(Section.FLEET, null).of("Sign in", null, "./imprimatur open"), code, back, offer)
                .render();
    }

    /** Signs in, once. */
    @POST
    @ByPage
    @Open
    @Path("sign-in")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public RestResponse<Void> begin(@FormParam("code") String code, @FormParam("back") String back) {
        SignIns.Offer offer = signIns.offer(code);
        String cookie = signIns.begin(code);
        acting.on("a browser of " + offer.owner(), null, null);
        return leave(cookie, LocalAddress.of(back, HOME));
    }

    /** Signs out. */
    @POST
    @ByPage
    @Needs(value = Scope.READ, always = true)
    @Path("sign-out")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public RestResponse<Void> end() {
        acting.on("a browser of " + caller.owner().orElseThrow(), null, null);
        return leave(signIns.end(), HOME);
    }

    private static RestResponse<Void> leave(String cookie, URI address) {
        return RestResponse.ResponseBuilder.<Void>create(RestResponse.Status.SEE_OTHER)
                .location(address)
                .header(HttpHeaders.SET_COOKIE, cookie)
                .build();
    }
}
