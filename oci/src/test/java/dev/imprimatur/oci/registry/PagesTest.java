package dev.imprimatur.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in no list may be deleted: a list is whole, or an error. */
class PagesTest {
    private static final String ONE = "{\"name\":\"node\",\"tags\":[\"1\"]}";
    private static final String TWO = "{\"name\":\"node\",\"tags\":[\"precious\"]}";

    private final ScriptedRegistry server = new ScriptedRegistry();
    private final RepositoryReference node = new RepositoryReference(server.registry(), new Repository("node"));

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aPageOfAnotherHostIsNotLeftOut() {
        try (ScriptedRegistry other = new ScriptedRegistry()) {
            other.otherwise(exchange -> exchange.sendResponseHeaders(200, -1));
            server.thenBody(
                    200, ONE, "Link", "<" + other.registry().uri() + "/v2/node/tags/list?last=1>; rel=\"next\"");

            assertThatThrownBy(this::tags)
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContaining("the list goes on at http://" + other.registry())
                    .hasMessageContaining("X-Forwarded-Proto");
            assertThat(other.asked()).isEmpty();
        }
    }

    /** RFC 3986: what names a query alone is about the same path. */
    @Test
    void aPageThatIsNamedByItsQueryAloneIsOneOfTheSameList() {
        server.thenBody(200, ONE, "Link", "<?n=1000&last=1>; rel=\"next\"").thenBody(200, TWO);

        assertThat(tags()).containsExactly("1", "precious");
        assertThat(server.requests())
                .containsExactly("GET /v2/node/tags/list?n=1000", "GET /v2/node/tags/list?n=1000&last=1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<https://%s/v2/node/tags/list?last=1>; rel=\"next\"",
                "<http://user:pass@%s/v2/node/tags/list?last=1>; rel=\"next\"",
                "<ftp://%s/v2/node/tags/list?last=1>; rel=\"next\"",
                "<http://[>; rel=\"next\"",
                "</v2/node/tags/list?last=%%zz>; rel=\"next\"",
                "</v2/node/tags/list?n=1000>; rel=\"next\""
            })
    void aPageThatCannotBeAskedForIsAnError(String link) {
        server.thenBody(200, ONE, "Link", link.formatted(server.registry()));

        assertThatThrownBy(this::tags).isInstanceOf(RegistryException.class);
        assertThat(server.asked()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<%s/v2/node/tags/list?last=1&n=1>; rel=\"next\"",
                "</v2/node/tags/list?last=1&n=1>;rel=next",
                "<list?last=1&n=1>; title=\"a, b; c\"; REL=\"last next\"",
                "</v2/node/tags/list?n=1>; rel=\"first\", </v2/node/tags/list?last=1&n=1>; rel=\"next\""
            })
    void everyWayToNameTheNextPageIsUnderstood(String link) {
        server.thenBody(200, ONE, "Link", link.formatted(server.registry().uri()))
                .thenBody(200, TWO);

        assertThat(tags()).containsExactly("1", "precious");
        assertThat(server.requests().getLast()).isEqualTo("GET /v2/node/tags/list?last=1&n=1");
    }

    @Test
    void anotherRelationIsNoNextPage() {
        server.thenBody(200, ONE, "Link", "</v2/node/tags/list?x>; rel=\"prev\"; title=\"rel=next\"");

        assertThat(tags()).containsExactly("1");
    }

    @Test
    void noSuchRepositoryIsSaidOfTheFirstPageOnly() {
        server.thenBody(200, ONE, "Link", "</v2/node/tags/list?last=1>; rel=\"next\"")
                .thenBody(404, "{\"errors\":[{\"code\":\"NAME_UNKNOWN\",\"message\":\"\"}]}");

        assertThatThrownBy(this::tags).isInstanceOf(RegistryException.class).hasMessageContaining("404 NAME_UNKNOWN");
    }

    @Test
    void anEmptyPageIsNotTheEnd() {
        server.thenBody(200, "{\"tags\":[]}", "Link", "</v2/node/tags/list?last=1>; rel=\"next\"")
                .thenBody(200, TWO);

        assertThat(tags()).containsExactly("precious");
    }

    @Test
    void aListThatLeadsInACircleIsAnError() {
        server.thenBody(200, ONE, "Link", "</v2/node/tags/list?last=1>; rel=\"next\"")
                .thenBody(200, TWO, "Link", "</v2/node/tags/list?n=1000>; rel=\"next\"");

        assertThatThrownBy(this::tags).hasMessageContaining("its list has no end");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html></html>",
                "[]",
                "{}",
                "{\"errors\":[]}",
                "{\"tags\":{}}",
                "{\"tags\":\"1\"}",
                "{\"tags\":[\"1\"",
                "{\"tags\":[1]}",
                "{\"tags\":[[]]}",
                "{\"tags\":[\"a b\"]}"
            })
    void whatIsNoListIsAnError(String body) {
        server.thenBody(200, body);

        assertThatThrownBy(this::tags)
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("did not list the tags of " + node)
                .hasMessageContaining("no list of tags");
    }

    @Test
    void referrersComeWholeOrNotAtAll() {
        String none = "{\"schemaVersion\":2,\"manifests\":[]}";
        server.thenBody(200, none, "Link", "<http://elsewhere/x>; rel=\"next\"");
        assertThatThrownBy(() -> client().referrers(node, Digest.of(new byte[0])))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("goes on at http://elsewhere");

        server.thenBody(200, none, "Link", "</v2/node/referrers/more>; rel=\"next\"")
                .then(404);
        assertThatThrownBy(() -> client().referrers(node, Digest.of(new byte[0])))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("404");
    }

    private List<String> tags() {
        return client().tags(node);
    }

    private RegistryClient client() {
        RegistryClientSettings once = new RegistryClientSettings(
                1,
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                1_000_000,
                Duration.ofMillis(1),
                Duration.ofMillis(2));
        return new RegistryClient(once, new DockerConfig(folder.resolve("config.json"), "", Duration.ofSeconds(1)));
    }
}
