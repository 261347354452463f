package dev.imprimatur.console.page.frame;

import dev.imprimatur.console.access.Reader;
import dev.imprimatur.messaging.time.SharedClock;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * What stands around the content of a page.
 *
 * @param title what the page says, in a few words
 * @param section where it hangs in the navigation
 * @param json the address of the same as JSON
 * @param command the command that shows the same in a terminal
 * @param live which events change the page, as the query of its stream; null if none does
 * @param at up to where the read model had come
 * @param lag how far that is behind
 * @param reader who reads it
 */
@RecordBuilder
public record Frame(
        String title, Section section, String json, String command, String live, Position at, Lag lag, Reader reader) {

    /** The server's time in milliseconds, by which pages count ages. */
    public long now() {
        return SharedClock.now().toEpochMilli();
    }

    /** The entries of the navigation. */
    public List<Section> sections() {
        return List.of(Section.values());
    }

    /** The same around content of which this is known. */
    public Frame of(String itsTitle, String itsJson, String itsCommand) {
        return FrameBuilder.builder(this)
                .title(itsTitle)
                .json(itsJson)
                .command(itsCommand)
                .build();
    }
}
