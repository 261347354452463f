package dev.imprimatur.publisher.publication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.publisher.registry.RegistriesResource;
import dev.imprimatur.publisher.registry.TestImages;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The immutable tags of revisions. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(RegistriesResource.class)
class RevisionTagsTest extends RollbackFixture {

    @Test
    void eachDigestGetsATagThatNeverMoves() {
        ImageReference first = push("first");
        ImageReference second = push("second");

        assertThat(publish(first, "22.1.0", "22").revision()).isEqualTo(1);
        assertThat(publish(second, "22.1.0", "22").revision()).isEqualTo(2);
        assertThat(publish(second, "22.1.0", "22").revision()).isEqualTo(2);

        assertThat(digestOf("22.1.0-r1")).isEqualTo(first.digest());
        assertThat(digestOf("22.1.0-r2")).isEqualTo(second.digest());
        assertThat(status("22.1.0-r3")).isEqualTo(404);
    }

    @Test
    void anEmptiedDatabaseGivesNoNumberAgain() {
        ImageReference former = push("former");
        TestImages.push(in(behind), repository + "former");
        TestImages.tag(
                in(behind).at(former.digest()), repository.tag("22.1.0-r6").in(behind));

        assertThat(publish(push("next"), "22.1.0").revision()).isEqualTo(7);
        assertThat(digestOf("22.1.0-r6")).isEqualTo(former.digest());
    }

    @Test
    void aRevisionTagOfAnotherDigestIsNeverOverwritten() {
        publish(push("first"), "22.1.0");
        ImageReference foreign = push("foreign");
        TestImages.push(in(behind), repository + "foreign");
        TestImages.tag(
                in(behind).at(foreign.digest()), repository.tag("22.1.0-r2").in(behind));

        assertThat(publish(push("second"), "22.1.0").revision()).isEqualTo(3);
        assertThat(digestOf("22.1.0-r2")).isEqualTo(foreign.digest());
        assertThat(publish(push("third"), "22.1.0").revision()).isEqualTo(4);
    }

    @Test
    void aCatalogueCannotHaveTheTagOfARevision() {
        publish(push("first"), "22.1.0");

        assertThat(publish(push("other"), "22.1.1", "22.1.0-r1").failure().kind())
                .isEqualTo("tag-taken");
    }

    private int status(String tag) {
        return TestImages.get(repository.tag(tag).in(behind)).statusCode();
    }
}
