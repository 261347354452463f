package dev.imprimatur.system.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.system.soak.Checker.Finding;
import dev.imprimatur.system.soak.Entry.Judged;
import dev.imprimatur.system.soak.Entry.Published;
import dev.imprimatur.system.soak.Entry.TagPut;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a run shows people of a violation is what it takes, and nothing else. */
class MinimalTest {
    private final Story story = new Story();

    @Test
    void whatHasNothingToDoWithItIsLeftOut() {
        story.rebuilt("r2", 2, "d2")
                .sent("publish-completed", "e1", "c")
                .requested("r3")
                .judged("r1", 1, "d1")
                .level("work", 3)
                .put("d1", "app:1");

        List<Entry> minimal = Minimal.of(found(story.entries()));

        assertThat(minimal)
                .extracting(entry -> entry.getClass().getSimpleName())
                .as("without its tags' writes the publication would be a violation of its own")
                .containsExactly("Judged", "TagPut", "TagPut", "TagPut", "Published", "Judged", "TagPut");
        assertThat(found(minimal).violations().getFirst().message())
                .isEqualTo("app:1 was announced as d2 by place 2; d1 has place 1");
    }

    @Test
    void aRequestWithoutOutcomeIsTheRequestAndTheEnd() {
        story.rebuilt("r1", 1, "d1").requested("r2").rebuilt("r3", 3, "d3").ended();

        assertThat(Minimal.of(found(story.entries())))
                .extracting(entry -> entry.getClass().getSimpleName())
                .containsExactly("Requested", "Ended");
    }

    @Test
    void ofAMinuteOfARunEachEntryThatIsLeftIsNeeded() throws IOException, URISyntaxException {
        List<Entry> history = new ArrayList<>(
                History.read(Path.of(Objects.requireNonNull(getClass().getResource("/soak/recorded.jsonl"))
                        .toURI())));
        Published told = lastPublished(history);
        String tag = told.tags().getFirst();
        String former = formerDigest(history, tag, told.digest());
        history.add(new TagPut(history.getLast().at(), tag, former));
        Finding finding = found(history);

        List<Entry> minimal = Minimal.of(finding);

        assertThat(minimal).hasSizeLessThan(10).isSubsetOf(history);
        assertThat(minimal.getLast()).isEqualTo(finding.schedule().getLast());
        for (int at = 0; at < minimal.size(); at++) {
            List<Entry> without = new ArrayList<>(minimal);
            without.remove(at);
            assertThat(Checker.check(without)
                            .map(found -> found.violations().getFirst().message()))
                    .as("without %s", minimal.get(at))
                    .isNotEqualTo(Checker.check(minimal)
                            .map(found -> found.violations().getFirst().message()));
        }
    }

    private static Published lastPublished(List<Entry> history) {
        return (Published) history.stream()
                .filter(entry -> entry instanceof Published told && told.failure() == null)
                .reduce((one, next) -> next)
                .orElseThrow();
    }

    /** One that was approved, and that the tag was before. */
    private static String formerDigest(List<Entry> history, String tag, String digest) {
        List<String> approved = history.stream()
                .filter(entry -> entry instanceof Judged verdict && verdict.approved())
                .map(entry -> ((Judged) entry).digest())
                .toList();
        return history.stream()
                .filter(entry -> entry instanceof TagPut put && put.tag().equals(tag))
                .map(entry -> ((TagPut) entry).digest())
                .filter(each -> !each.equals(digest) && approved.contains(each))
                .findFirst()
                .orElseThrow();
    }

    private static Finding found(List<Entry> history) {
        return Checker.check(history).orElseThrow();
    }
}
