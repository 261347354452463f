package dev.imprimatur.messaging.order;

import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RollbackOrdered;
import dev.imprimatur.events.SignedEnvelope;
import dev.imprimatur.oci.Digest;

/**
 * What the renderer signs of a place: the predicate of an in-toto statement whose subject is the hash of the candidate,
 * or of the request to roll back.
 *
 * @param place the place
 * @param rebuild the id of the rebuild or rollback
 * @param image the image, or what the rollback's request calls it
 */
public record Order(long place, String rebuild, String image) {
    /** What in-toto statements call it. */
    public static final String TYPE = "https://imprimatur.dev/order/v1";

    /** The candidate, which has a place, with the renderer's signature. */
    public static Candidate sign(Candidate candidate, RebuildId rebuild, SigningKey key) {
        return candidate.ordered(of(candidate, rebuild).sign(candidate.hash(), key));
    }

    /** The ordered rollback with the renderer's signature. */
    public static RollbackOrdered sign(RollbackOrdered rollback, SigningKey key) {
        return rollback.ordered(of(rollback).sign(rollback.hash(), key));
    }

    static Order of(Candidate candidate, RebuildId rebuild) {
        return new Order(candidate.place(), rebuild.value(), candidate.image().toString());
    }

    static Order of(RollbackOrdered rollback) {
        return new Order(
                rollback.place(),
                rollback.rebuildId().value(),
                rollback.request().reference());
    }

    private SignedEnvelope sign(Digest what, SigningKey key) {
        return SignedEnvelope.of(Statement.of(image, what, TYPE, this).sign(key));
    }
}
