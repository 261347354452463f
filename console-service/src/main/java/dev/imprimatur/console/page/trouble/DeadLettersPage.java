package dev.imprimatur.console.page.trouble;

import dev.imprimatur.console.deadletter.DeadLettersResource;
import dev.imprimatur.console.page.frame.Frame;
import dev.imprimatur.console.page.frame.Frames;
import dev.imprimatur.console.page.frame.Section;
import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.messaging.deadletter.Letter;
import dev.imprimatur.messaging.deadletter.LetterQuery;
import dev.imprimatur.messaging.deadletter.LetterState;
import dev.imprimatur.messaging.deadletter.WholeLetter;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What services could not handle, with what came, and what can be decided on each and on all of them. */
@Path("/dead-letters")
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
public class DeadLettersPage {
    private static final int SIZE = 50;

    /** One more than is shown, which says whether there are others. */
    static final int ASKED = SIZE + 1;

    @Inject
    Frames frames;

    @Inject
    DeadLettersResource letters;

    @CheckedTemplate(basePath = "trouble")
    static class Templates {
        static native TemplateInstance letters(Frame frame, LettersView view);

        static native TemplateInstance letter(Frame frame, WholeLetter view, String decided, String command);
    }

    /**
     * What the list shows.
     *
     * @param state which of them: as a parameter says it
     * @param page the letters, and which services do not say theirs
     * @param more whether there are others, before or after these
     */
    public record LettersView(String state, DeadLettersResource.Page page, boolean more) {
        /**
         * The view of what was asked for.
         *
         * @param asked up to {@link #ASKED} letters
         * @param first whether no others come before these
         */
        static LettersView of(String state, DeadLettersResource.Page asked, boolean first) {
            boolean others = asked.letters().size() > SIZE;
            List<Letter> shown = asked.letters().stream().limit(SIZE).toList();
            String next = others ? LetterQuery.place(shown.getLast()) : null;
            return new LettersView(state, new DeadLettersResource.Page(shown, next, asked.silent()), others || !first);
        }

        /** The states that there are. */
        public List<LetterState> states() {
            return List.of(LetterState.values());
        }

        /** Whether these are of each state. */
        public boolean all() {
            return state.equals("all");
        }

        /** Whether these wait for a decision. */
        public boolean waiting() {
            return state.equals(LetterState.WAITING.toString());
        }

        /** Whether these can be put back. */
        public boolean dropped() {
            return state.equals(LetterState.DROPPED.toString());
        }

        /** What was decided on one: before its name. */
        public String decided(Letter letter) {
            return DeadLettersPage.decided(letter);
        }

        /** The command that decides on one. */
        public String command(Letter letter) {
            return DeadLettersPage.command(letter);
        }

        /** What the page is opened for. */
        public String headline() {
            int number = page.letters().size();
            boolean one = number == 1 && !more;
            if (all()) {
                String letters = one ? " dead letter" : " dead letters";
                return number == 0 && !more
                        ? "There is no dead letter."
                        : (more ? "More than " + SIZE : Words.capital(number)) + letters + " in all.";
            }
            String what = waiting() ? (one ? "waits" : "wait") + " for a decision" : (one ? "is " : "are ") + state;
            if (more) {
                return "More than " + SIZE + " dead letters " + what + ".";
            }
            return number == 0
                    ? "No dead letter " + (waiting() ? "waits" : "is " + state) + "."
                    : Words.capital(number) + (one ? " dead letter " : " dead letters ") + what + ".";
        }
    }

    /** Those in a state, the oldest first, from {@code after} on. No transaction is open while services are asked. */
    @GET
    @Operation(hidden = true)
    public String letters(
            @QueryParam("state") @DefaultValue("waiting") String state, @QueryParam("after") String after) {
        Frame frame = frames.around(Section.ACTIVITY, "view=now");
        DeadLettersResource.Page page = letters.list(null, null, state, after, ASKED);
        return Templates.letters(
                        frame.of(
                                "Dead letters",
                                "/api/dead-letters?state=" + Words.encoded(state),
                                "./imprimatur dead-letters list --state " + Words.quoted(state)),
                        LettersView.of(state.toLowerCase(Locale.ROOT), page, after == null))
                .render();
    }

    /** One, with its headers and value. */
    @GET
    @Path("{id}")
    @Operation(hidden = true)
    public String letter(String id) {
        Frame frame = frames.around(Section.ACTIVITY, "view=now");
        WholeLetter letter = letters.letter(id);
        return Templates.letter(
                        frame.of(
                                "Dead letter of the " + letter.letter().service(),
                                "/api/dead-letters/" + Words.encoded(id),
                                "./imprimatur dead-letters show " + Words.quoted(id)),
                        letter,
                        decided(letter.letter()),
                        command(letter.letter()))
                .render();
    }

    private static String decided(Letter letter) {
        return letter.state() == LetterState.WAITING
                ? "Put back"
                : Words.capitalised(letter.state().toString());
    }

    /** The command; null for one that was redriven, as nothing is left to decide. */
    private static String command(Letter letter) {
        return switch (letter.state()) {
            case WAITING ->
                "./imprimatur dead-letters redrive " + Words.quoted(letter.id()) + " --reason 'its cause is gone'";
            case DROPPED ->
                "./imprimatur dead-letters restore " + Words.quoted(letter.id()) + " --reason 'it is needed'";
            case REDRIVEN -> null;
        };
    }
}
