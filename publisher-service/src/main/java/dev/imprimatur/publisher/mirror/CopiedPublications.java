package dev.imprimatur.publisher.mirror;

import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.TestCompleted;
import java.util.Optional;

/** What mirrors ask of publications. Those know mirrors, so they answer it; mirrors do not know them. */
public interface CopiedPublications {

    /** The verdict, as it was kept, that let a publication pass. */
    TestCompleted verdict(String publicationId);

    /**
     * Locks a publication, as part of the current transaction, as it is to announce it.
     *
     * @return whose publication was announced, or nothing if it has not been yet
     */
    Optional<RebuildId> announced(String publicationId);
}
