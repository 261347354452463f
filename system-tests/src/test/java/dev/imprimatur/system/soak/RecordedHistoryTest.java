package dev.imprimatur.system.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.system.soak.Entry.Completed;
import dev.imprimatur.system.soak.Entry.Judged;
import dev.imprimatur.system.soak.Entry.Published;
import dev.imprimatur.system.soak.Entry.RolledBack;
import dev.imprimatur.system.soak.Entry.TagPut;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A minute of a run as it was recorded: whatever is falsified in it is found. */
class RecordedHistoryTest {
    private List<Entry> history;

    @BeforeEach
    void read() throws IOException, URISyntaxException {
        history = History.read(Path.of(Objects.requireNonNull(getClass().getResource("/soak/recorded.jsonl"))
                .toURI()));
    }

    @Test
    void asItWasNothingIsViolated() {
        assertThat(Checker.check(history)).isEmpty();
    }

    @Test
    void noTagCanStayWhatItWas() {
        int tried = 0;
        TreeMap<String, String> former = new TreeMap<>();
        for (int at = 0; at < history.size(); at++) {
            if (history.get(at) instanceof TagPut put && Tags.isMoving(put.tag())) {
                String digest = former.put(put.tag(), put.digest());
                if (digest != null && !digest.equals(put.digest())) {
                    tried++;
                    assertFound(with(at, new TagPut(put.at(), put.tag(), digest)), "%s stays %s", put, digest);
                }
            }
        }
        assertThat(tried).isGreaterThan(50);
    }

    @Test
    void noTagCanGoBackOnceSomethingLaterWasAnnounced() {
        TreeMap<String, String> former = new TreeMap<>();
        TreeMap<String, String> told = new TreeMap<>();
        Set<String> events = new HashSet<>();
        int tried = 0;
        for (int at = 0; at < history.size(); at++) {
            if (history.get(at) instanceof Published publication
                    && publication.failure() == null
                    && events.add(publication.event())) {
                String tag = publication.tags().getFirst();
                String before = told.put(tag, publication.digest());
                if (before != null && !before.equals(publication.digest())) {
                    former.put(tag, before);
                }
                if (former.containsKey(tag) && !former.get(tag).equals(publication.digest())) {
                    tried++;
                    assertFound(
                            after(at, new TagPut(publication.at(), tag, former.get(tag))),
                            "%s goes back to %s",
                            publication,
                            former.get(tag));
                }
            }
        }
        assertThat(tried).isGreaterThan(15);
    }

    @Test
    void noVerdictCanBeMissing() {
        Set<String> put = new HashSet<>();
        history.forEach(entry -> {
            if (entry instanceof TagPut each) {
                put.add(each.digest());
            }
        });

        assertFoundWithout(entry -> entry instanceof Judged verdict && put.contains(verdict.digest())
                ? "verdict " + verdict.digest()
                : null);
    }

    @Test
    void noOutcomeCanBeMissing() {
        assertFoundWithout(entry -> switch (entry) {
            case Completed end -> "rebuild " + end.id();
            case RolledBack end -> "rollback " + end.id();
            default -> null;
        });
    }

    @Test
    void noOutcomeCanBeThereTwice() {
        for (int at = 0; at < history.size(); at++) {
            if (history.get(at) instanceof Completed end) {
                assertFound(
                        after(
                                at,
                                new Completed(
                                        end.at(),
                                        end.event() + "-again",
                                        end.id(),
                                        "failed",
                                        end.published(),
                                        end.others())),
                        "%s twice",
                        end);
            }
        }
    }

    /** Without each of those that have a name; what was sent twice is left out twice. */
    private void assertFoundWithout(Function<Entry, String> name) {
        Set<String> names = history.stream().map(name).filter(Objects::nonNull).collect(Collectors.toSet());
        assertThat(names).hasSizeGreaterThan(10);
        for (String each : names) {
            assertFound(
                    history.stream()
                            .filter(entry -> !each.equals(name.apply(entry)))
                            .toList(),
                    "without %s",
                    each);
        }
    }

    private List<Entry> with(int at, Entry other) {
        List<Entry> changed = new ArrayList<>(history);
        changed.set(at, other);
        return changed;
    }

    private List<Entry> after(int at, Entry more) {
        List<Entry> changed = new ArrayList<>(history);
        changed.add(at + 1, more);
        return changed;
    }

    private static void assertFound(List<Entry> falsified, String how, Object... details) {
        assertThat(Checker.check(falsified)).as(how, details).isPresent();
    }
}
