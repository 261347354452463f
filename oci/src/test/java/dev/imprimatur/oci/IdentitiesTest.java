package dev.imprimatur.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentitiesTest {
    private static final String HEX = "a".repeat(64);

    @ParameterizedTest
    @ValueSource(strings = {"", "sha256:", "sha256:xyz", "sha512:aa", "SHA256:" + "A", "sha256:AAAA"})
    void aDigestHoldsNothingElse(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Digest(text))
                .withMessageContaining("not a digest: '" + text + "'");
    }

    @Test
    void digestsAreOfContent() {
        assertThat(Digest.of(new byte[0]))
                .hasToString("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Node", "node/", "/node", "node:1", "a..b", "a//b", "node\nRUN x"})
    void aRepositoryHoldsNothingElse(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Repository(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"node", "node:", "node:-x", "node:a b", "node:a/b", ":x"})
    void aTagHoldsNothingElse(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Tag.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:5000/node:22",
                "registry.example/a/b:1.2.3-rc.1",
                "localhost:5000/node@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "localhost/n:1@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void aReferenceReadsBackAsWritten(String text) {
        assertThat(ImageReference.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"node:22", "localhost:5000/node", "localhost:5000/:1", "local host/node:1"})
    void aReferenceIsFull(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ImageReference.parse(text));
    }

    @Test
    void onlyLoopbackIsPlainByDefault() {
        assertThat(Registry.parse("localhost:5000").uri()).hasToString("http://localhost:5000");
        assertThat(Registry.parse("127.0.0.1:5000").plainHttp()).isTrue();
        assertThat(Registry.parse("https://localhost:5000").uri()).hasToString("https://localhost:5000");
        assertThat(Registry.parse("registry.example").uri()).hasToString("https://registry.example");
        assertThat(Registry.parse("http://registry:5000").uri()).hasToString("http://registry:5000");
        assertThat(Registry.parse("http://registry:5000")).isEqualTo(Registry.parse("registry:5000"));
    }

    @Test
    void jsonCarriesThemAsText() throws Exception {
        ObjectMapper json = new ObjectMapper();
        ImageReference reference = ImageReference.parse("localhost:5000/node@sha256:" + HEX);
        assertThat(json.writeValueAsString(reference)).isEqualTo("\"" + reference + "\"");
        assertThat(json.readValue(json.writeValueAsString(reference), ImageReference.class))
                .isEqualTo(reference);
        assertThat(json.readValue("\"node:22\"", Tag.class)).isEqualTo(new Repository("node").tag("22"));
        assertThat(json.writeValueAsString(new Digest("sha256:" + HEX))).isEqualTo("\"sha256:" + HEX + "\"");
    }
}
