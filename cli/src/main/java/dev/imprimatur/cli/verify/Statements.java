package dev.imprimatur.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.attestation.AttestationException.Kind;
import dev.imprimatur.attestation.statement.EndOfLife;
import dev.imprimatur.attestation.statement.Provenance;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.attestation.statement.TagStatement;
import dev.imprimatur.attestation.statement.TestResult;
import dev.imprimatur.cli.output.Text;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads what statements of the known kinds say. */
final class Statements {
    static final String BILL_OF_MATERIALS = "https://cyclonedx.org/bom";

    /**
     * What a statement says.
     *
     * @param time when it was made, or null
     * @param text in short
     * @param tags the tags that it approves, or that name the image since; else empty
     * @param naming what it says of tags; else empty
     * @param logs the artifacts that it says hold logs of the image, by digest, each with its stage; else empty
     */
    record Said(Instant time, String text, List<String> tags, List<Naming> naming, Map<String, String> logs) {
        Said(Instant time, String text) {
            this(time, text, List.of(), List.of(), Map.of());
        }
    }

    private Statements() {}

    /** @throws AttestationException if it speaks against the image, or has not the form of its kind */
    static Said read(Statement statement) {
        return switch (statement.predicateType()) {
            case TestResult.TYPE -> verdict(statement.predicate(TestResult.TYPE, TestResult.class), statement);
            case Provenance.TYPE -> provenance(statement.predicate(Provenance.TYPE, Provenance.class));
            case TagStatement.TYPE -> tags(statement.predicate(TagStatement.TYPE, TagStatement.class));
            case EndOfLife.TYPE -> endOfLife(statement.predicate(EndOfLife.TYPE, EndOfLife.class));
            case BILL_OF_MATERIALS -> packages(statement.predicate());
            default -> new Said(null, "");
        };
    }

    private static Said tags(TagStatement said) {
        Instant at = time(said.statedAt());
        long place = said.place() == null ? 0 : said.place();
        if (at == null || !said.left().isEmpty() && said.holder() == null) {
            throw invalid("what it says of tags lacks statedAt or holder");
        }
        List<Naming> naming = new ArrayList<>();
        said.holds().forEach(tag -> {
            naming.add(new Naming(tag, place, said.change(), at, null));
            naming.add(new Naming(tag + "-r" + said.revision(), place, said.change(), at, null, true));
        });
        said.left().forEach(tag -> naming.add(new Naming(tag, place, said.change(), at, said.holder())));
        String text = said.left().isEmpty()
                ? "published as revision " + said.revision() + " of " + said.image() + ": "
                        + String.join(", ", said.holds())
                : "left for " + Text.digest(said.holder()) + " of " + said.image() + ": "
                        + String.join(", ", said.left());
        return new Said(at, text + ", rebuild " + said.rebuild(), said.holds(), naming, Map.of());
    }

    private static Said endOfLife(EndOfLife said) {
        try {
            return new Said(time(said.statedAt()), "supported until " + LocalDate.parse(said.endOfLife()));
        } catch (DateTimeParseException | NullPointerException e) {
            throw invalid("its end of life '" + said.endOfLife() + "' is no day");
        }
    }

    private static Said packages(JsonNode bill) {
        if (!bill.path("bomFormat").asText().equals("CycloneDX")) {
            throw invalid("its list of packages is not CycloneDX");
        }
        int number = bill.path("components").size();
        return new Said(
                time(bill.path("metadata").path("timestamp").textValue()),
                Text.counted(number, "package") + " installed");
    }

    private static Said provenance(Provenance provenance) {
        if (provenance.buildDefinition() == null
                || provenance.buildDefinition().resolvedDependencies() == null
                || provenance.runDetails() == null
                || provenance.runDetails().builder() == null
                || provenance.runDetails().metadata() == null) {
            throw invalid("its provenance lacks buildDefinition or runDetails");
        }
        List<String> inputs = provenance.buildDefinition().resolvedDependencies().stream()
                .map(input -> input.name() + "@"
                        + Text.digest("sha256:" + input.digest().get("sha256")))
                .toList();
        return new Said(
                time(provenance.runDetails().metadata().finishedOn()),
                "built by " + provenance.runDetails().builder().id() + " from " + String.join(", ", inputs));
    }

    private static Said verdict(TestResult result, Statement statement) {
        JsonNode verdict = result.verdict();
        if (!result.passed()
                || verdict == null
                || !verdict.path("verdict").asText().equals("approved")) {
            throw invalid("the image did not pass its tests: "
                    + (result.failedTests().isEmpty() ? "it was rejected" : result.failedTests() + " failed"));
        }
        if (!verdict.path("staged").asText().endsWith("@" + statement.digest())) {
            throw invalid("its verdict is about another image than its subject");
        }
        JsonNode candidate = verdict.path("candidate");
        List<String> tags = Stream.of("pinned", "aliases")
                .flatMap(kind -> candidate.path(kind).valueStream())
                .map(JsonNode::asText)
                .toList();
        Instant at = time(verdict.path("occurredAt").asText());
        long place = candidate.path("place").asLong(0);
        return new Said(
                at,
                Text.counted(result.passedTests().size(), "test") + " passed, "
                        + candidate.path("image").asText() + ", rebuild "
                        + verdict.path("rebuildId").asText(),
                tags,
                tags.stream().map(tag -> new Naming(tag, place, null, at, null)).toList(),
                logs(verdict));
    }

    private static Map<String, String> logs(JsonNode verdict) {
        Map<String, String> logs = new LinkedHashMap<>();
        verdict.path("logs")
                .forEach(log -> logs.put(
                        log.path("artifact").asText(), log.path("stage").asText()));
        return logs;
    }

    private static Instant time(String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw invalid("its time '" + text + "' is none");
        }
    }

    private static AttestationException invalid(String message) {
        return new AttestationException(Kind.STATEMENT_INVALID, message);
    }
}
