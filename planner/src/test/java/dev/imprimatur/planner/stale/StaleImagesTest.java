package dev.imprimatur.planner.stale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.fixture.Catalogs;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.planner.catalog.CatalogReader;
import dev.imprimatur.planner.plan.Plan;
import dev.imprimatur.planner.plan.PlannedImage;
import dev.imprimatur.planner.plan.Planner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StaleImagesTest {
    private static final Digest UPSTREAM = digest("debian");

    @TempDir
    Path root;

    @BeforeEach
    void writeCatalog() {
        Catalogs.small(root, "tests: [{path: tests/ok}]\naliases: [major]\nreleases: [{version: 1.0.0}]\n");
        Catalogs.write(root, "catalog.yaml", """
                apiVersion: imprimatur.dev/v1
                kind: Catalog
                variants: [bookworm]
                families: [app, child]
                """);
        Catalogs.write(root, "child/family.yaml", """
                apiVersion: imprimatur.dev/v1
                kind: Family
                name: child
                from: {base: {family: app}}
                args: {colour: red}
                releases: [{version: 2.0.0}, {version: 2.1.0, args: {colour: blue}}]
                """);
        Catalogs.write(root, "child/Dockerfile", "FROM {base}\nRUN echo {args.colour}\n");
    }

    @Test
    void whatWasJustPublishedIsNotStale() {
        assertThat(stale(published(plan()))).isEmpty();
        assertThat(StaleImages.of(
                        plan().atRevision("another"), image -> true, published(plan()), StaleImagesTest::upstream))
                .isEmpty();
    }

    @Test
    void whatWasNeverPublishedIsStale() {
        PublishedState state = published(plan());
        state.images().remove(ImageKey.parse("child/2.1.0/bookworm"));

        assertThat(stale(state)).containsExactly("child/2.1.0/bookworm [never-built]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "child/Dockerfile | FROM {base} | child/2.0.0/bookworm [template-changed], child/2.1.0/bookworm [template-changed]",
                "child/tests/ok/Dockerfile | RUN false | ",
                "app/tests/ok/Dockerfile | RUN false | app/1.0.0/bookworm [tests-changed], child/2.0.0/bookworm [base-rebuilt: app/1.0.0/bookworm], child/2.1.0/bookworm [base-rebuilt: app/1.0.0/bookworm]",
            })
    void aChangeMarksExactlyWhatItAffects(String file, String text, String expected) {
        PublishedState state = published(plan());
        Catalogs.write(root, file, text + "\n");

        assertThat(String.join(", ", stale(state))).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void anArgumentOfOneReleaseMarksThatReleaseAlone() {
        PublishedState state = published(plan());
        Catalogs.write(root, "child/family.yaml", """
                apiVersion: imprimatur.dev/v1
                kind: Family
                name: child
                from: {base: {family: app}}
                args: {colour: red}
                releases: [{version: 2.0.0}, {version: 2.1.0, args: {colour: green}}]
                """);

        assertThat(stale(state)).containsExactly("child/2.1.0/bookworm [args-changed]");
    }

    @Test
    void aBaseOfAnotherDigestMarksWhatStandsOnIt() {
        PublishedState state = published(plan());
        ImageKey base = ImageKey.parse("app/1.0.0/bookworm");
        PublishedState.Image image = state.images().get(base);
        Digest rebuilt = digest("rebuilt");
        state.images().put(base, new PublishedState.Image(rebuilt, image.fingerprint(), image.tags()));

        assertThat(stale(state))
                .containsExactly(
                        "child/2.0.0/bookworm [base-changed: app/1.0.0/bookworm is sha256:" + rebuilt.abbreviated()
                                + ", it was built on sha256:" + image.digest().abbreviated() + "]",
                        "child/2.1.0/bookworm [base-changed: app/1.0.0/bookworm is sha256:" + rebuilt.abbreviated()
                                + ", it was built on sha256:" + image.digest().abbreviated() + "]");
    }

    @Test
    void aNewBaseFromOutsideMarksTheWholeChain() {
        PublishedState state = published(plan());

        assertThat(StaleImages.of(plan(), image -> true, state, name -> Optional.of(digest("new")))
                        .keySet())
                .extracting(ImageKey::toString)
                .containsExactly("app/1.0.0/bookworm", "child/2.0.0/bookworm", "child/2.1.0/bookworm");
        assertThat(StaleImages.of(
                        plan(), image -> image.family().equals("child"), state, name -> Optional.of(digest("new"))))
                .isEmpty();
    }

    @Test
    void aTagThatIsNotThereYetMarksItsImage() {
        PublishedState state = published(plan());
        Catalogs.small(root, "tests: [{path: tests/ok}]\naliases: [major, latest]\nreleases: [{version: 1.0.0}]\n");
        Catalogs.write(
                root,
                "catalog.yaml",
                "apiVersion: imprimatur.dev/v1\nkind: Catalog\nvariants: [bookworm]\nfamilies: [app, child]\n");

        assertThat(stale(state).getFirst())
                .isEqualTo("app/1.0.0/bookworm [tags-changed: it does not have app-bookworm:latest yet]");
    }

    @Test
    void inputsThatWereNotRecordedCountAsStale() {
        PublishedState state = published(plan());
        state.images().replaceAll((key, image) -> new PublishedState.Image(image.digest(), null, image.tags()));

        assertThat(stale(state)).hasSize(3).allMatch(line -> line.endsWith("[inputs-unknown]"));
    }

    private List<String> stale(PublishedState state) {
        return StaleImages.of(plan(), image -> true, state, StaleImagesTest::upstream).entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .toList();
    }

    private Plan plan() {
        return Planner.plan(CatalogReader.read(root), Catalogs.DAY).atRevision("one");
    }

    private static PublishedState published(Plan plan) {
        Map<ImageKey, PublishedState.Image> images = new HashMap<>();
        for (PlannedImage image : plan.images()) {
            Map<String, Digest> bases = new TreeMap<>();
            image.bases()
                    .forEach((name, base) -> bases.put(
                            name,
                            base.image() == null
                                    ? UPSTREAM
                                    : images.get(base.image()).digest()));
            images.put(
                    image.image(),
                    new PublishedState.Image(
                            digest(image.image().toString()),
                            Fingerprint.of(image, bases),
                            new HashSet<>(image.tags())));
        }
        return new PublishedState(images);
    }

    private static Optional<Digest> upstream(String name) {
        return Optional.of(UPSTREAM);
    }

    private static Digest digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
