package dev.imprimatur.console.page.trouble;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.console.page.frame.Frame;
import dev.imprimatur.console.page.frame.Frames;
import dev.imprimatur.console.page.frame.Section;
import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.console.page.source.LastAnswer;
import dev.imprimatur.console.page.source.Publisher;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Further registries, what each lacks, and why. */
@Path("/mirrors")
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
public class MirrorsPage {
    @Inject
    Frames frames;

    @Inject
    Publisher publisher;

    @CheckedTemplate(basePath = "trouble")
    static class Templates {
        static native TemplateInstance mirrors(Frame frame, String headline, List<Mirror> mirrors, String trouble);
    }

    /**
     * A further registry.
     *
     * @param registry its host and port
     * @param waiting how many publications it lacks
     * @param why why it does not do its part at present, or null
     * @param missing what it lacks, the first ones
     */
    public record Mirror(String registry, long waiting, String why, List<Missing> missing) {
        static Mirror of(JsonNode entry) {
            return new Mirror(
                    entry.path("registry").asText(),
                    entry.path("waiting").asLong(),
                    entry.path("failure").path("message").asText(null),
                    entry.path("images").valueStream().map(Missing::of).toList());
        }
    }

    /**
     * What a mirror lacks.
     *
     * @param image of which image
     * @param since when it was to be there, or null
     * @param tries how often it was tried
     * @param why why the last try failed, or null
     */
    public record Missing(String image, Instant since, int tries, String why) {
        static Missing of(JsonNode entry) {
            String since = entry.path("since").asText(null);
            return new Missing(
                    entry.path("image").asText(),
                    since == null ? null : Instant.parse(since),
                    entry.path("attempts").asInt(),
                    entry.path("failure").path("message").asText(null));
        }
    }

    /** All of them. */
    @GET
    @Operation(hidden = true)
    public String mirrors() {
        Frame frame = frames.around(Section.ACTIVITY, "view=now");
        LastAnswer answer = publisher.mirrors();
        List<Mirror> mirrors = answer.answer().valueStream().map(Mirror::of).toList();
        return Templates.mirrors(
                        frame.of("Mirrors", "/api/mirrors", "./imprimatur mirrors"),
                        headline(mirrors, answer.away()),
                        mirrors,
                        answer.trouble())
                .render();
    }

    private static String headline(List<Mirror> mirrors, boolean away) {
        if (away) {
            return "It is not known what mirrors lack.";
        }
        long behind = mirrors.stream().filter(mirror -> mirror.waiting() > 0).count();
        if (mirrors.isEmpty()) {
            return "There is no mirror.";
        }
        return behind == 0
                ? "No mirror lacks anything."
                : Words.capital(behind) + " of " + Words.count(mirrors.size(), "mirror")
                        + (behind == 1 ? " lacks" : " lack") + " something.";
    }
}
