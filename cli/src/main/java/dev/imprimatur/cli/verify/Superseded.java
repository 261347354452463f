package dev.imprimatur.cli.verify;

import dev.imprimatur.attestation.statement.EndOfLife;
import dev.imprimatur.cli.verify.Finding.Outcome;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Of what is said again later, the latest counts. */
final class Superseded {
    private Superseded() {}

    /** The same findings; an earlier end of life says that it is one. */
    static List<Finding> marked(List<Finding> findings) {
        Optional<Finding> latest = findings.stream()
                .filter(Superseded::isEndOfLife)
                .max(Comparator.comparing(finding -> finding.time() == null ? Instant.EPOCH : finding.time()));
        return findings.stream()
                .map(finding -> isEndOfLife(finding) && finding != latest.orElseThrow()
                        ? finding.saying(finding.says() + "; re-signed later")
                        : finding)
                .toList();
    }

    private static boolean isEndOfLife(Finding finding) {
        return finding.outcome() == Outcome.VERIFIED && EndOfLife.TYPE.equals(finding.predicateType());
    }
}
