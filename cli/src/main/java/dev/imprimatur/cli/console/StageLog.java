package dev.imprimatur.cli.console;

/**
 * The log of a stage of an image.
 *
 * @param stage build, test or publish
 * @param id the log's id
 * @param digest what the stage's event said, which seals the log; null before
 * @param records how many records it has; null before, and for logs from before there were records
 */
public record StageLog(String stage, String id, String digest, Integer records) {

    @Override
    public String toString() {
        return stage + " log " + id;
    }
}
