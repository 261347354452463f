package dev.imprimatur.cli.verify;

import dev.imprimatur.cli.output.Text;
import dev.imprimatur.cli.verify.Finding.Outcome;
import dev.imprimatur.oci.registry.LogArtifact;
import dev.imprimatur.oci.registry.Referrer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Logs beside images. They are not signed; a verdict that a trusted key signed names them by their digests. */
final class BesideLog {
    /** What is read of one, in bytes: more than any has, so that none fills the memory. */
    private static final int LARGEST = 256 * 1024 * 1024;

    private BesideLog() {}

    /** @param vouchedFor the artifacts that believed verdicts name, each with its stage */
    static Finding finding(Referrer referrer, Map<String, String> vouchedFor) {
        String artifact = referrer.descriptor().digest().value();
        String stage = vouchedFor.get(artifact);
        return FindingBuilder.builder()
                .artifact(artifact)
                .predicateType(LogArtifact.TYPE)
                .outcome(stage == null ? Outcome.IGNORED : Outcome.VERIFIED)
                .says(stage == null ? "a log that no verified test result names" : says(stage, referrer.annotations()))
                .tags(List.of())
                .naming(List.of())
                .build();
    }

    /** The stage whose log this is. */
    static boolean isOf(String stage, Finding finding) {
        return finding.outcome() == Outcome.VERIFIED
                && LogArtifact.TYPE.equals(finding.predicateType())
                && finding.says().startsWith(stage + " log");
    }

    private static String says(String stage, Map<String, String> annotations) {
        String leftOut = annotations.get(LogArtifact.LEFT_OUT);
        return stage + " log, " + Text.counted(number(annotations, LogArtifact.ATTEMPTS), "attempt") + ", "
                + Text.counted(number(annotations, LogArtifact.BYTES), "byte")
                + (leftOut == null ? "" : ", " + leftOut + " of them left out");
    }

    private static long number(Map<String, String> annotations, String name) {
        try {
            return Long.parseLong(annotations.getOrDefault(name, "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    static byte[] text(byte[] compressed) {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            return gzip.readNBytes(LARGEST);
        } catch (IOException e) {
            throw new UncheckedIOException("the log is not what gzip made", e);
        }
    }
}
