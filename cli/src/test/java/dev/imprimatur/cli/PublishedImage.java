package dev.imprimatur.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.attestation.bundle.Bundle;
import dev.imprimatur.attestation.envelope.Envelope;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.attestation.statement.TestResult;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Attachment;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.LogArtifact;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.MediaType;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;

/** An image in a real registry, and what is put beside it. */
final class PublishedImage {
    private static final String CREATED = "2026-11-24T10:00:00Z";

    private final RegistryClient registry = new RegistryClient(RegistryClientSettings.defaults());
    private final RepositoryReference repository = new RepositoryReference(
            Surroundings.registry("IMPRIMATUR_REGISTRY"), new Repository("cli-test/" + UUID.randomUUID()));
    private final Manifest image;

    PublishedImage(String... tags) {
        byte[] config = ("{\"tags\":\"" + String.join(" ", tags) + "\"}").getBytes(StandardCharsets.UTF_8);
        registry.putBlob(repository, config);
        image = Manifest.ofImage(new Descriptor(Digest.of(config), MediaType.OCI_CONFIG, config.length), List.of());
        for (String tag : tags) {
            registry.putManifest(repository.repository().tag(tag).in(repository.registry()), image);
        }
    }

    String tagged(String tag) {
        return repository + ":" + tag;
    }

    String byDigest() {
        return repository.at(image.digest()).toString();
    }

    Digest digest() {
        return image.digest();
    }

    /** The verdict on it, as testers give it. */
    Statement verdict(boolean passed, String... aliases) {
        ObjectNode verdict = Json.MAPPER.createObjectNode();
        verdict.put("occurredAt", CREATED)
                .put("rebuildId", "r-1")
                .put("verdict", passed ? "approved" : "rejected")
                .put("staged", "staging.example/node@" + image.digest());
        ObjectNode candidate = verdict.putObject("candidate").put("image", "node/22.1.0/bookworm");
        candidate.putArray("pinned").add(repository.repository() + ":22.1.0");
        for (String alias : aliases) {
            candidate.withArray("aliases").add(repository.repository() + ":" + alias);
        }
        candidate.putArray("keeps").add(repository.repository() + ":kept");
        return Statement.of(
                "staging.example/node",
                image.digest(),
                TestResult.TYPE,
                new TestResult(
                        passed ? "PASSED" : "FAILED",
                        List.of(),
                        List.of("hello"),
                        passed ? List.of() : List.of("npm"),
                        verdict));
    }

    /** A log beside it, of so many bytes, of which so many are left out; gives its digest. */
    Digest attachLog(String stage, String text, long leftOut) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        LogArtifact log = LogArtifact.of(
                image.descriptor(), stage, 2, text.length() + leftOut, leftOut, compressed.toByteArray());
        registry.attach(repository, image.digest(), List.of(new Attachment(log.manifest(), log.content())));
        return log.manifest().digest();
    }

    /** The verdict on it, which names these logs. */
    Statement verdictNaming(Map<String, Digest> logs) {
        Statement verdict = verdict(true, "22");
        ArrayNode named = ((ObjectNode) verdict.predicate().path("https://imprimatur.dev/verdict/v1")).putArray("logs");
        logs.forEach((stage, artifact) -> named.addObject().put("stage", stage).put("artifact", artifact.value()));
        return verdict;
    }

    void attach(Statement statement, SigningKey key) {
        attach(statement.sign(key), statement.predicateType());
    }

    void attach(Envelope envelope, String predicateType) {
        attach(new Bundle(envelope).json(), predicateType);
    }

    /** Attaches it; gives the artifact's digest. */
    Digest attach(byte[] content, String predicateType) {
        Manifest artifact = Manifest.ofArtifact(
                Bundle.MEDIA_TYPE,
                new Descriptor(Digest.of(content), Bundle.MEDIA_TYPE, content.length),
                image.descriptor(),
                Map.of("dev.sigstore.bundle.predicateType", predicateType));
        registry.attach(repository, image.digest(), List.of(new Attachment(artifact, content)));
        return artifact.digest();
    }

    /** Removes an artifact, though the registry goes on to list it. */
    void lose(Digest artifact) {
        registry.deleteManifest(repository.at(artifact));
    }
}
