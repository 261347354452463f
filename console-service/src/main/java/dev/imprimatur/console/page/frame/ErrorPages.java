package dev.imprimatur.console.page.frame;

import dev.imprimatur.console.api.ApiError;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Shows a person on a page what a program reads as JSON. */
class ErrorPages {
    private static final List<String> FOR_PROGRAMS = List.of("api/", "q/", "feeds/", "live");

    @Inject
    Frames frames;

    @CheckedTemplate(basePath = "frame")
    static class Templates {
        static native TemplateInstance error(Frame frame, int status, boolean act, ApiError error);
    }

    @ServerResponseFilter
    void show(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getEntity() instanceof ApiError error && isForPeople(request)) {
            String page = Templates.error(
                            frames.bare(error.error(), response.getStatus() == 401 || isOfSignIn(request)),
                            response.getStatus(),
                            request.getMethod().equals("POST"),
                            error)
                    .render();
            response.setEntity(page, null, MediaType.TEXT_HTML_TYPE.withCharset("utf-8"));
        }
    }

    /** What is said there, is said to who wants to sign in. */
    private static boolean isOfSignIn(ContainerRequestContext request) {
        return path(request).startsWith("sign-in");
    }

    private static boolean isForPeople(ContainerRequestContext request) {
        return FOR_PROGRAMS.stream().noneMatch(path(request)::startsWith)
                && request.getAcceptableMediaTypes().stream()
                        .anyMatch(type -> type.getType().equals("text")
                                && type.getSubtype().equals("html"));
    }

    private static String path(ContainerRequestContext request) {
        return request.getUriInfo().getPath().replaceFirst("^/", "");
    }
}
