package dev.imprimatur.cli.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.console.ConsoleException.Kind;
import java.util.function.Supplier;

/**
 * Asks for what has an id of its own. A console that took it and could not say so is asked again: it knows the id, and
 * answers with what it took.
 */
public final class Asking {
    private final Absence absence;
    private final String place;

    /**
     * Asks again as long as this lasts.
     *
     * @param place where a person sees whether it was taken: a command or an address
     */
    public Asking(Absence absence, String place) {
        this.absence = absence;
        this.place = place;
    }

    /**
     * What the console answers.
     *
     * @throws ConsoleException if it refuses, is not there at all, or does not answer in the end
     */
    public JsonNode until(Supplier<JsonNode> answer) {
        try {
            return answer.get();
        } catch (ConsoleException e) {
            if (e.kind() != Kind.UNREACHABLE) {
                throw e;
            }
            return again(answer, e);
        }
    }

    private JsonNode again(Supplier<JsonNode> answer, ConsoleException first) {
        try {
            absence.await(first);
            return absence.through(answer);
        } catch (ConsoleException e) {
            throw new ConsoleException(e.kind(), e.getMessage() + "; " + place + " shows it if it was taken");
        }
    }
}
