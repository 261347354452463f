package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.attestation.statement.TagStatement;
import dev.imprimatur.cli.command.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What publishers say of tags decides under which ones an approved image is verified. */
@Tag("registry")
class VerifyTagsTest extends VerifyFixture {
    @Test
    void anApprovedImageUnderAnotherTagIsNotWhatWasAskedFor() {
        image.attach(image.verdict(true, "22"), KEY);

        assertNotVerified(image.tagged("latest"), "it was tested and approved, but as");
        assertThat(verify(image.tagged("latest"), "--any-tag").exitCode()).isZero();
    }

    @Test
    void anApprovedImageThatATagHasLeftIsNotWhatWasAskedFor() {
        image.attach(image.verdict(true, "22"), KEY);
        image.attach(holds(10, "22.1.0", "22"), PUBLISHER);
        image.attach(left(20, "22"), PUBLISHER);

        assertNotVerified(
                image.tagged("22"),
                "it is an approved image, but an older one: ",
                "22 is " + NEWER + " since 2026-11-24");
        assertThat(verify(image.tagged("22.1.0")).exitCode()).isZero();
        assertThat(verify(image.byDigest()).exitCode()).isZero();
        assertThat(verify(image.tagged("22"), "--any-tag").exitCode()).isZero();
        assertThat(verify(image.tagged("22.1.0")).out())
                .contains("published as revision 3 of node/22.1.0/bookworm: ", "left for sha256:777777777777 of node");
    }

    @Test
    void ofWhatWasSaidOfATagTheHighestPlaceCounts() {
        image.attach(image.verdict(true, "22"), KEY);
        image.attach(holds(30, "22"), PUBLISHER);
        image.attach(left(20, "22"), PUBLISHER);
        image.attach(left(40, "22.1.0"), PUBLISHER);

        assertThat(verify(image.tagged("22")).exitCode()).isZero();
        assertNotVerified(image.tagged("22.1.0"), "an older one");
    }

    @Test
    void anUnchangedImageIsVerifiedUnderATagThatItGotLater() {
        image.attach(image.verdict(true, "22"), KEY);
        image.attach(holds(10, "22.1.0", "22", "latest"), PUBLISHER);

        assertThat(verify(image.tagged("latest")).exitCode()).isZero();
    }

    @Test
    void aTagThatAnImageWasToKeepIsNotOneThatItHas() {
        image.attach(image.verdict(true, "22"), KEY);
        assertNotVerified(image.tagged("kept"), "it was tested and approved, but as");

        image.attach(holds(10, "22.1.0", "22"), PUBLISHER);
        assertNotVerified(image.tagged("kept"), "it was tested and approved, but as");

        image.attach(holds(20, "22.1.0", "22", "kept"), PUBLISHER);
        assertThat(verify(image.tagged("kept")).exitCode()).isZero();
    }

    @Test
    void onceThePublisherSaysWhichTagsAnImageHasItIsVerifiedUnderNoOther() {
        image.attach(placed(image.verdict(true, "22"), 10), KEY);
        image.attach(holds(10, "22.1.0"), PUBLISHER);

        assertThat(verify(image.tagged("22.1.0")).exitCode()).isZero();
        assertNotVerified(image.tagged("22"), "it was tested and approved, but as");
    }

    @Test
    void anApprovedImageThatThePublisherDoesNotSpeakOfIsNotPublished() {
        image.attach(placed(image.verdict(true, "22"), 10), KEY);

        for (String tag : List.of("22.1.0", "22", "22.1.0-r3")) {
            assertNotVerified(
                    image.tagged(tag),
                    "it is an approved image, but the publisher has not signed that it published it");
        }
        assertThat(verify(image.byDigest()).exitCode()).isZero();
        assertThat(verify(image.tagged("22"), "--any-tag").exitCode()).isZero();
        Run inAHomeWithoutPublishers = Run.of("verify", image.tagged("22"), "--key", key.toString());
        assertThat(inAHomeWithoutPublishers.exitCode()).isZero();
    }

    @Test
    void aPlaceForPublishersKeysThatHasNoneIsAMistake() throws Exception {
        image.attach(placed(image.verdict(true, "22"), 10), KEY);
        Path missing = folder.resolve("none");
        Path empty = Files.createDirectory(folder.resolve("empty"));

        for (List<Object> named : List.<List<Object>>of(
                List.of("--publisher-keys", missing),
                List.of("--publisher-keys", empty),
                List.of("--publisher-key", empty))) {
            Run run = Run.of(
                    "verify",
                    image.tagged("22"),
                    "--key",
                    key.toString(),
                    named.getFirst().toString(),
                    named.getLast().toString());

            assertThat(run.exitCode()).as("%s", named).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains("there is no publisher's key in [" + named.getLast() + "]");
        }
    }

    @Test
    void atOnePlaceTheLaterChangeCountsWhateverTheClocksOfPublishersSaid() {
        image.attach(image.verdict(true, "22"), KEY);
        image.attach(left(10, 1L, "22"), PUBLISHER);
        image.attach(holds(10, 2L, "22"), PUBLISHER);

        assertThat(verify(image.tagged("22")).exitCode()).isZero();
    }

    @Test
    void whereThePublisherOfTheReleaseBeforeGaveNoNumberItsClockCounts() {
        image.attach(image.verdict(true, "22"), KEY);
        image.attach(left(10, "22"), PUBLISHER);
        image.attach(holds(10, 2L, "22"), PUBLISHER);

        assertNotVerified(image.tagged("22"), "an older one");
    }

    @Test
    void aRevisionsTagIsThatOfItsNumber() {
        image.attach(image.verdict(true, "22"), KEY);
        image.attach(holds(10, "22.1.0", "22"), PUBLISHER);

        assertThat(verify(image.tagged("22.1.0-r3")).exitCode()).isZero();
        assertNotVerified(image.tagged("22.1.0-r4"), "it was tested and approved, but as");
    }

    @Test
    void onlyAPublisherSaysWhichTagsAnImageHasAndItApprovesNothing() {
        image.attach(holds(10, "22", "latest"), PUBLISHER);
        image.attach(image.verdict(true, "22"), PUBLISHER);

        assertNotVerified(image.tagged("22"), "which is no tester's");

        image.attach(image.verdict(true, "22"), KEY);
        image.attach(holds(10, "22.1.0", "other"), KEY);
        image.attach(left(20, "22"), KEY);
        image.attach(left(20, "22"), STRANGER);

        assertThat(verify(image.tagged("22")).exitCode()).isZero();
        assertNotVerified(image.tagged("other"), "it was tested and approved, but as");
        assertThat(verify(image.tagged("22")).out()).contains("which is no publisher's");
    }

    @Test
    void whatIsSaidOfTagsHasItsForm() {
        image.attach(image.verdict(true, "22"), KEY);
        image.attach(
                Statement.of(
                        "node",
                        image.digest(),
                        TagStatement.TYPE,
                        Map.of("place", 1, "statedAt", "2026-11-24T11:00:00Z", "left", List.of("a"))),
                PUBLISHER);

        assertNotVerified(image.tagged("22"), "lacks statedAt or holder");
    }

    private static Statement placed(Statement verdict, long place) {
        ((ObjectNode) verdict.predicate().at("/https:~1~1imprimatur.dev~1verdict~1v1/candidate")).put("place", place);
        return verdict;
    }

    private Statement holds(long place, String... tags) {
        return holds(place, null, tags);
    }

    private Statement holds(long place, Long change, String... tags) {
        return tags(new TagStatement(
                place, change, "2026-11-24T11:00:00Z", "r-1", "node/22.1.0/bookworm", 3, full(tags), List.of(), null));
    }

    private Statement left(long place, String... tags) {
        return left(place, null, tags);
    }

    private Statement left(long place, Long change, String... tags) {
        return tags(new TagStatement(
                place,
                change,
                "2026-11-24T12:00:00Z",
                "r-2",
                "node/22.2.0/bookworm",
                null,
                List.of(),
                full(tags),
                NEWER));
    }

    private Statement tags(TagStatement said) {
        return Statement.of("node", image.digest(), TagStatement.TYPE, said);
    }

    private List<String> full(String... tags) {
        return Stream.of(tags)
                .map(tag -> image.tagged(tag).substring(image.tagged(tag).indexOf('/') + 1))
                .toList();
    }
}
