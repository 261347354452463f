package dev.imprimatur.console.answer;

/**
 * The log of a stage. Its digest is what the stage's event said, which seals the log; null before.
 *
 * @param stage build, test or publish
 * @param id the log's id
 * @param digest of its last record, or of its text if {@code records} is null
 * @param records how many records it has
 */
public record StageLog(String stage, String id, String digest, Integer records) {

    @Override
    public String toString() {
        return stage + " log " + id;
    }
}
