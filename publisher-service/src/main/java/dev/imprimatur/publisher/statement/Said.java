package dev.imprimatur.publisher.statement;

import dev.imprimatur.events.SignedEnvelope;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import java.time.Instant;
import java.util.List;

/**
 * A statement on tags, signed. It is kept, so that it is the same wherever and however often it is attached.
 *
 * @param about the digest that it is about
 * @param repositories where tags that it speaks of are
 * @param at when it was made
 * @param envelope the statement, signed
 */
record Said(Digest about, List<String> repositories, Instant at, SignedEnvelope envelope) {

    boolean isOf(RepositoryReference repository) {
        return repositories.stream().map(Repository::new).anyMatch(repository.repository()::equals);
    }
}
