package dev.imprimatur.planner.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FeedTypeTest {
    @Test
    void aNodeIndexTellsCodeNamesPartsAndFiles() {
        FeedAnswer answer = FeedType.NODE_INDEX.read(List.of("""
                [{"version":"v23.0.0","date":"2026-10-16","files":["src"],"lts":false,"security":true},
                 {"version":"v22.10.0","npm":"10.9.0","files":["linux-x64","src"],"lts":"Jod"},
                 {"version":"v22.9.0","npm":"10.8.3","lts":false}]
                """), null);

        assertThat(answer.entries())
                .extracting(entry -> entry.version() + " " + entry.codename() + " " + entry.facts())
                .containsExactly(
                        "22.9.0 null {npm=10.8.3}",
                        "22.10.0 Jod {linux-x64=linux-x64, npm=10.9.0, src=src}",
                        "23.0.0 null {date=2026-10-16, security=true, src=src}");
    }

    @Test
    void anNpmViewOfOneReleaseIsAnObject() {
        FeedAnswer answer = FeedType.NPM.read(
                List.of("{\"version\":\"0.1.0\",\"dist.integrity\":\"sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0=\"}"), null);

        assertThat(answer.entries().getFirst().facts())
                .containsExactly(Map.entry("sha1", "a9993e364706816aba3e25717850c26c9cd0d89d"));
    }

    @Test
    void githubReleasesOfSeveralPagesAreOneAnswer() {
        String page = """
                [{"tag_name":"v2.0.0","prerelease":true},
                 {"tag_name":"v2.0.0-rc.1","prerelease":true},
                 {"tag_name":"v1.1.0","draft":true},
                 {"tag_name":"nightly"},
                 {"tag_name":"v1.0.1","name":"One","published_at":"2026-01-02T03:04:05Z","assets":[
                   {"name":"a.tgz","digest":"sha256:%s"},{"name":"b.tgz","digest":null}]}]
                """.formatted("0a".repeat(32));

        FeedAnswer answer = FeedType.GITHUB_RELEASES.read(
                List.of(page, "[{\"tag_name\":\"v2.0.0-rc.1\"},{\"tag_name\":\"1.0\"}]"), null);

        assertThat(answer.noVersions()).containsExactly("nightly");
        assertThat(answer.entries())
                .extracting(entry -> entry.version().text())
                .containsExactly("1.0", "1.0.1", "2.0.0-rc.1");
        assertThat(answer.entries().get(1).facts())
                .containsEntry("sha256:a.tgz", "0a".repeat(32))
                .containsEntry("b.tgz", "b.tgz")
                .containsEntry("date", "2026-01-02")
                .containsEntry("tag", "v1.0.1");
    }

    @Test
    void aTagPrefixTellsOneToolFromAnother() {
        String page = "[{\"tag_name\":\"cli-1.0.0\"},{\"tag_name\":\"server-9.0.0\"},{\"tag_name\":\"v3.0.0\"}]";

        FeedAnswer answer = FeedType.GITHUB_RELEASES.read(List.of(page), "cli-");

        assertThat(answer.entries()).extracting(entry -> entry.version().text()).containsExactly("1.0.0");
        assertThat(answer.noVersions()).isEmpty();
    }

    @Test
    void aListHasCommentsAndFacts() {
        FeedAnswer answer = FeedType.LIST.read(List.of("""
                # the tool's releases
                1.10.0 sha512=0a codename=Jod   # newest
                v1.9.0

                """), null);

        assertThat(answer.entries())
                .extracting(entry -> entry.version() + " " + entry.codename() + " " + entry.facts())
                .containsExactly("1.9.0 null {}", "1.10.0 Jod {sha512=0a}");
    }

    @Test
    void aFileIsAListOrAnObjectWithOne() {
        String list = "[\"1.0.0\",{\"version\":\"1.1.0\",\"codename\":\"Jod\",\"build\":7,\"note\":\"a\\nRUN b\"}]";

        assertThat(FeedType.FILE.read(List.of(list), null))
                .isEqualTo(FeedType.FILE.read(List.of("{\"of\":\"app\",\"releases\":" + list + "}"), null));
        assertThat(FeedType.FILE.read(List.of(list), null).entries())
                .extracting(entry -> entry.version() + " " + entry.codename() + " " + entry.facts())
                .as("facts of several lines are left out")
                .containsExactly("1.0.0 null {}", "1.1.0 Jod {build=7}");
    }

    @Test
    void tagsOfTheToolThatAreNoVersionsAreReported() {
        String page = "[{\"tag_name\":\"jdk-17.0.8+7\"},{\"tag_name\":\"jdk-17.0.8.1+1\"},{\"tag_name\":\"jdk-21+35\"},"
                + "{\"tag_name\":\"jre-1.0.0.0\"},{\"tag_name\":\"jdk-" + "9".repeat(5000) + "\"}]";

        FeedAnswer answer = FeedType.GITHUB_RELEASES.read(List.of(page), "jdk-");

        assertThat(answer.entries()).extracting(entry -> entry.version().text()).containsExactly("17.0.8+7");
        assertThat(answer.noVersions()).hasSize(3).startsWith("jdk-17.0.8.1+1", "jdk-21+35");
        assertThat(answer.noVersions().getLast()).hasSizeLessThan(120);
    }
}
