package dev.imprimatur.cli.rebuild;

import dev.imprimatur.cli.console.ConsoleEvent;
import dev.imprimatur.cli.console.ConsoleException;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.JsonForm;
import java.io.PrintWriter;
import java.util.function.Consumer;

/**
 * Prints each event of a rebuild as a line, as soon as it comes, where JSON in lines is wanted.
 *
 * @param form whether it is
 * @param out where
 */
record EventLines(JsonForm form, PrintWriter out) implements Consumer<ConsoleEvent> {
    @Override
    public void accept(ConsoleEvent event) {
        if (!form.inLines()) {
            return;
        }
        out.println(Json.text(event));
        if (out.checkError()) {
            throw new ConsoleException(
                    ConsoleException.Kind.FAILED, "stdout is closed, so the wait ends here; the rebuild goes on");
        }
    }
}
