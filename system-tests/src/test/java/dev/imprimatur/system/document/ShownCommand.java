package dev.imprimatur.system.document;

/**
 * A command as a document shows it in a fenced block without a language. Such a block is one that is typed as it
 * stands.
 *
 * @param document the document's name
 * @param line where the command begins in it
 * @param text the command
 * @param output what the block says that it prints, empty where it says nothing
 * @param exitCode what it is to end with
 * @param runBy the test that runs it instead of {@code DocumentedIT}, or null
 * @param notRun why no test runs it, or null
 */
public record ShownCommand(
        String document, int line, String text, String output, int exitCode, String runBy, String notRun) {

    /** Whether it is typed by {@code DocumentedIT}. */
    public boolean isTyped() {
        return runBy == null && notRun == null;
    }

    @Override
    public String toString() {
        return document + ":" + line + ": " + text;
    }
}
