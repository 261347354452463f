package dev.imprimatur.builder.imagebuild;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.builder.fixture.Contexts;
import dev.imprimatur.builder.fixture.PackageMirror;
import dev.imprimatur.builder.fixture.StagingGate;
import dev.imprimatur.events.Archive;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Build contexts that are too large for events. */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "builder"))
@WithTestResource(StagingGate.class)
@WithTestResource(PackageMirror.class)
class LargeContextsTest extends BuilderFixture {
    @Test
    void aLargeContextComesFromStaging() throws IOException {
        byte[] content = new byte[3_000_000];
        new Random().nextBytes(content);
        Archive context = Contexts.stored(registries, content);
        RenderCompleted event = Contexts.with(
                context,
                rendered("COPY data /data\nRUN test \"$(sha256sum < /data)\" = \""
                        + Digest.of(content).hex() + "  -\""));

        asked.add(event);
        BuildCompleted built = built(event);

        assertThat(built.failure()).isNull();
    }

    @Test
    void aLargeContextThatIsGoneFailsTheImageAfterAnotherTry() throws IOException {
        Archive context = Contexts.stored(registries, new byte[400_000]);
        Archive gone =
                context.at(new RepositoryReference(context.stored().reference().registry(), new Repository("none"))
                        .at(context.digest()));

        BuildCompleted built = built(Contexts.with(gone, rendered("RUN true")));

        assertThat(built.attempts()).hasSize(2);
        assertThat(built.failure().kind()).isEqualTo("context-invalid");
        assertThat(built.failure().message()).contains("are not there any more; rebuild the image");
    }

    @Test
    void aLargeContextThatIsAnotherFailsTheImageAtOnce() throws IOException {
        Archive context = Contexts.stored(registries, new byte[400_000]);
        Archive another = Archive.larger(Digest.of(new byte[1]), context.size())
                .at(context.stored().reference());

        BuildCompleted built = built(Contexts.with(another, rendered("RUN true")));

        assertThat(built.attempts()).hasSize(1);
        assertThat(built.failure().retryable()).isFalse();
        assertThat(built.failure().message()).contains("are not those that were stored");
    }
}
