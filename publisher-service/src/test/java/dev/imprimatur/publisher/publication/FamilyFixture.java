package dev.imprimatur.publisher.publication;

import static dev.imprimatur.publisher.publication.Verdicts.approved;
import static dev.imprimatur.publisher.publication.Verdicts.candidate;

import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Repository;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;

/** A family of a test's own. */
abstract class FamilyFixture extends RepositoryFixture {
    String family;

    @BeforeEach
    void newRepository() {
        family = "f" + UUID.randomUUID();
        repository = new Repository("publisher-test/" + family);
    }

    PublishCompleted publish(ImageReference staged, String version, String... aliases) {
        return publish(approved(staged, node(version, aliases)));
    }

    Candidate node(String version, String... aliases) {
        return candidate(
                image(version),
                List.of(repository.tag(version)),
                Stream.of(aliases).map(repository::tag).toList());
    }

    String image(String version) {
        return family + "/" + version + "/bookworm";
    }
}
