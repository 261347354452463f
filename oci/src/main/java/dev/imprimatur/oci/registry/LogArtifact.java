package dev.imprimatur.oci.registry;

import dev.imprimatur.oci.Digest;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a stage printed, beside the image that it printed it for: an artifact after the OCI image specification 1.1
 * whose one blob is text in UTF-8, compressed by gzip. The same text always makes the same artifact.
 *
 * @param manifest its manifest
 * @param content its blob
 */
public record LogArtifact(Manifest manifest, byte[] content) {
    /** What the artifact is, and its blob. */
    public static final String TYPE = "application/vnd.imprimatur.log.v1+gzip";
    /** The annotation that names the stage. */
    public static final String STAGE = "dev.imprimatur.log.stage";
    /** The annotation that says how many attempts the log is of. */
    public static final String ATTEMPTS = "dev.imprimatur.log.attempts";
    /** The annotation that says how many bytes of text there are. */
    public static final String BYTES = "dev.imprimatur.log.bytes";
    /** The annotation that says how many bytes of text were left out, if any were. */
    public static final String LEFT_OUT = "dev.imprimatur.log.left-out";

    /**
     * The log of an image.
     *
     * @param image the image's manifest
     * @param stage what printed it, {@code build} or {@code test}
     * @param attempts how many attempts it is of
     * @param bytes how long the text is in UTF-8, or was before some of it was left out
     * @param leftOut how many bytes of it were left out
     * @param content the text, compressed
     */
    public static LogArtifact of(
            Descriptor image, String stage, int attempts, long bytes, long leftOut, byte[] content) {
        Map<String, String> annotations = new TreeMap<>();
        annotations.put(STAGE, stage);
        annotations.put(ATTEMPTS, Integer.toString(attempts));
        annotations.put(BYTES, Long.toString(bytes));
        if (leftOut > 0) {
            annotations.put(LEFT_OUT, Long.toString(leftOut));
        }
        Descriptor blob = new Descriptor(Digest.of(content), TYPE, content.length);
        return new LogArtifact(Manifest.ofArtifact(TYPE, blob, image, annotations), content);
    }
}
