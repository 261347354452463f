package dev.imprimatur.publisher.statement;

import dev.imprimatur.events.SignedEnvelope;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import java.time.Instant;
import java.util.List;

/**
 * A signed statement on tags. It is kept, so that every copy that is attached is the same.
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
