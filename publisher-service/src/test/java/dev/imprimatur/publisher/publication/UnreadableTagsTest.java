package dev.imprimatur.publisher.publication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.registry.TestImages;
import dev.imprimatur.publisher.registry.UnreliableRegistries;
import dev.imprimatur.publisher.registry.UnreliableRegistry;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Another program left under a tag what cannot be read: it belongs to no image, so it keeps no tag from its own. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(UnreliableRegistries.class)
class UnreadableTagsTest {
    @Inject
    Bus bus;

    UnreliableRegistry production;

    private Family family;
    private RepositoryReference behind;
    private ImageReference good;
    private ImageReference higher;

    @BeforeEach
    void newFamily() {
        family = new Family(bus, production.behind().registry());
        behind = new RepositoryReference(family.behind, family.repository);
        good = family.push("good");
        family.publish(good, "1.0.0", "1");
        family.publish(family.push("bad"), "1.0.0", "1");
        higher = TestImages.push(behind, family.name + "higher", family.image("1.1.0"));
    }

    @AfterEach
    void reliable() {
        production.beReliable();
    }

    @Test
    void aManifestThatCannotBeRead() {
        breakManifestOf("1");

        assertItIsReplacedByARollback();

        breakManifestOf("1");
        ImageReference next = family.push("next");
        assertThat(family.publish(next, "1.0.0", "1").failure()).isNull();
        family.assertTags(next.digest(), "1.0.0", "1");
    }

    @Test
    void anImageWithoutItsConfiguration() {
        String configuration = TestImages.json(TestImages.get(higher).body())
                .at("/config/digest")
                .asText();
        family.move("1", higher.digest());
        production.behind().forget(family.repository, blob -> blob.equals(new Digest(configuration).hex()));

        assertItIsReplacedByARollback();
    }

    /** As in an index of which only some platforms were copied. */
    @Test
    void anIndexIsOfTheImageThatOneOfItsManifestsStillNames() {
        ImageReference gone = TestImages.push(behind, family.name + "gone");
        ImageReference index = TestImages.pushIndex(behind, gone, higher);
        family.move("1", index.digest());
        TestImages.delete(gone);

        assertThat(family.rollBack(family.rollback(family.image("1.0.0"), null)).failure())
                .isNull();

        family.assertTags(good.digest(), "1.0.0");
        family.assertTags(index.digest(), "1");
    }

    /** Each names the next one twice: looked at one by one they would never end, while the repository is locked. */
    @Test
    void aChainOfIndexesThatGrowsWithoutEndIsNoImage() {
        ImageReference index = TestImages.push(behind, family.name + "end");
        for (int link = 0; link < 40; link++) {
            index = TestImages.pushIndex(behind, index, index);
        }
        family.move("1", index.digest());

        assertItIsReplacedByARollback();
    }

    @Test
    void anImageWhoseManifestGivesItsConfigurationAnotherSize() {
        family.move("1", TestImages.pushWithConfigurationSize(behind, higher, 1).digest());

        assertItIsReplacedByARollback();
    }

    @Test
    void whatIsGivenUpEndsThoughThereIsNothingReadableToGiveBack() {
        breakManifestOf("2.0.0");
        TestCompleted late = Verdicts.approved(family.push("late"), family.candidate("2.0.0", "2"));
        UnreliableRegistry.Stopped refused = production.stopNext("2", 405);
        bus.send(late);
        refused.await();
        refused.release();

        assertThat(family.published(late).failure().message())
                .contains("tags that stay until the next rebuild", family.repository + ":2.0.0");
    }

    private void breakManifestOf(String tag) {
        TestImages.tagUnreadable(higher, family.repository.tag(tag).in(family.behind));
    }

    private void assertItIsReplacedByARollback() {
        assertThat(family.rollBack(family.rollback(family.image("1.0.0"), "r1")).failure())
                .isNull();
        family.assertTags(good.digest(), "1.0.0", "1");
    }
}
