package dev.imprimatur.attestation.statement;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.attestation.AttestationException.Kind;
import dev.imprimatur.attestation.StrictJson;
import dev.imprimatur.attestation.envelope.Envelope;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.oci.Digest;

/**
 * An in-toto statement, version 1, about one image.
 *
 * @param subject the image's name, without a tag
 * @param digest its manifest
 * @param predicateType what is said of it, a URI
 * @param predicate what is said
 */
public record Statement(String subject, Digest digest, String predicateType, JsonNode predicate) {
    private static final String TYPE = "https://in-toto.io/Statement/v1";

    /** A statement with a predicate that becomes JSON. */
    public static Statement of(String subject, Digest digest, String predicateType, Object predicate) {
        return new Statement(subject, digest, predicateType, StrictJson.MAPPER.valueToTree(predicate));
    }

    /**
     * Reads a statement.
     *
     * @throws AttestationException if it is none, or one about anything but one image
     */
    public static Statement parse(JsonNode json) {
        JsonNode subjects = json.path("subject");
        if (!json.path("_type").asText().equals(TYPE) || subjects.size() != 1) {
            throw invalid("it is no in-toto statement (" + TYPE + ") about one subject");
        }
        JsonNode digests = subjects.path(0).path("digest");
        if (digests.size() != 1 || !digests.path("sha256").isTextual()) {
            throw invalid("its subject is not named by its sha256 digest alone");
        }
        try {
            return new Statement(
                    subjects.path(0).path("name").asText(),
                    new Digest("sha256:" + digests.get("sha256").textValue()),
                    json.path("predicateType").asText(),
                    json.path("predicate"));
        } catch (IllegalArgumentException e) {
            throw invalid(e.getMessage());
        }
    }

    /**
     * What is said, if it is of this type.
     *
     * @throws AttestationException if it is of another type or form
     */
    public <T> T predicate(String expectedType, Class<T> form) {
        if (!predicateType.equals(expectedType)) {
            throw invalid("its predicate is '" + predicateType + "', expected " + expectedType);
        }
        try {
            return StrictJson.MAPPER.treeToValue(predicate, form);
        } catch (JsonProcessingException e) {
            throw invalid("its predicate has another form: " + e.getOriginalMessage());
        }
    }

    /**
     * Checks that it says exactly this.
     *
     * @param what of what
     * @param type its type
     * @param said what is said
     * @param otherwise what is wrong if it does not
     * @throws AttestationException if it says something else, or of something else
     */
    public void check(Digest what, String type, Object said, String otherwise) {
        if (!digest.equals(what) || !predicate(type, said.getClass()).equals(said)) {
            throw invalid(otherwise);
        }
    }

    /** The statement in an envelope, signed. */
    public Envelope sign(SigningKey key) {
        try {
            return Envelope.sign(Envelope.IN_TOTO, StrictJson.MAPPER.writeValueAsBytes(json()), key);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON can always be written", e);
        }
    }

    private ObjectNode json() {
        ObjectNode json = StrictJson.MAPPER.createObjectNode();
        json.put("_type", TYPE);
        json.putArray("subject")
                .addObject()
                .put("name", subject)
                .putObject("digest")
                .put("sha256", digest.hex());
        json.put("predicateType", predicateType).set("predicate", predicate);
        return json;
    }

    private static AttestationException invalid(String message) {
        return new AttestationException(Kind.STATEMENT_INVALID, message);
    }
}
