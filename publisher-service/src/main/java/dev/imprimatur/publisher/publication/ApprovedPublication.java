package dev.imprimatur.publisher.publication;

import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.logs.write.AttemptLog;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import java.util.List;

/**
 * A publication that may go on, in one attempt.
 *
 * @param publication its row
 * @param request what asks for it
 * @param verdict the verdict that lets it pass, as it was signed
 * @param source where what was approved lies
 * @param repositories the repositories of production that its tags are in
 * @param attempt the number of the attempt
 * @param log the attempt's log
 */
record ApprovedPublication(
        Publication publication,
        Request request,
        TestCompleted verdict,
        ImageReference source,
        List<RepositoryReference> repositories,
        int attempt,
        AttemptLog log) {}
