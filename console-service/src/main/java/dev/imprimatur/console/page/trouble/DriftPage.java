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
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Tags that another program moved or deleted, with the command that sets each again. */
@Path("/drift")
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
public class DriftPage {
    private static final int MOST = 200;
    private static final String HOLDER = "select image from fleet_image where names @> array[cast(:name as text)]"
            + " order by published_at desc nulls last, image limit 1";

    @Inject
    Frames frames;

    @Inject
    Publisher publisher;

    @Inject
    EntityManager entities;

    @CheckedTemplate(basePath = "trouble")
    static class Templates {
        static native TemplateInstance drift(Frame frame, String headline, List<Moved> tags, long more, String trouble);
    }

    /**
     * A tag that differs.
     *
     * @param reference the tag
     * @param expected what it was published as
     * @param found what it names, or null if it is gone
     * @param seenAt when that was seen first, or null
     * @param image whose tag it is, or null if that is not known any more
     * @param command what helps
     */
    public record Moved(
            String reference, String expected, String found, Instant seenAt, String image, String command) {}

    /** All of them, the first {@value #MOST} in full. */
    @GET
    @Transactional
    @Operation(hidden = true)
    public String drift() {
        Frame frame = frames.around(Section.ACTIVITY, "view=now");
        LastAnswer answer = publisher.drift();
        int number = answer.answer().size();
        List<Moved> tags =
                answer.answer().valueStream().limit(MOST).map(this::moved).toList();
        return Templates.drift(
                        frame.of("Tags moved outside", "/api/drift", "./imprimatur drift"),
                        headline(number, answer.away()),
                        tags,
                        number - tags.size(),
                        answer.trouble())
                .render();
    }

    private Moved moved(JsonNode entry) {
        String reference = entry.path("reference").asText();
        String seenAt = entry.path("seenAt").asText(null);
        String image = holder(reference.substring(reference.indexOf('/') + 1));
        return new Moved(
                reference,
                entry.path("expected").asText(),
                entry.path("found").asText(null),
                seenAt == null ? null : Instant.parse(seenAt),
                image,
                image == null
                        ? "./imprimatur why " + Words.quoted(reference)
                        : "./imprimatur rebuild --select " + Words.quoted(image) + " --reason 'a tag was moved'");
    }

    private String holder(String name) {
        return (String) entities.createNativeQuery(HOLDER)
                .setParameter("name", name)
                .getResultStream()
                .findFirst()
                .orElse(null);
    }

    private static String headline(int number, boolean away) {
        if (away) {
            return "It is not known which tags were moved outside Imprimatur.";
        }
        return number == 0
                ? "Every tag names what it was published as."
                : Words.capital(number) + (number == 1 ? " tag was" : " tags were")
                        + " moved or deleted outside Imprimatur.";
    }
}
