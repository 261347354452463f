package dev.imprimatur.console.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request needs, and where the first token comes from. */
class NeedTest {
    @TempDir
    Path folder;

    /** Resources of other modules, for instance, say nothing of scopes. */
    @ParameterizedTest
    @CsvSource({
        "GET, READ",
        "HEAD, READ",
        "OPTIONS, READ",
        "POST, ADMIN",
        "PUT, ADMIN",
        "DELETE, ADMIN",
        "PATCH, ADMIN",
        "ANYTHING, ADMIN"
    })
    void aWriteThatSaysNothingNeedsTheMost(String verb, Scope scope) throws NoSuchMethodException {
        assertThat(Need.of(verb, null)).isEqualTo(new Need(scope, false));
        assertThat(Need.of(verb, Object.class.getMethod("hashCode"))).isEqualTo(new Need(scope, false));
    }

    @ParameterizedTest
    @CsvSource({
        "READ, OPEN, TOKEN, true",
        "READ, TOKEN, OPEN, false",
        "REBUILD, OPEN, TOKEN, false",
        "REBUILD, TOKEN, OPEN, true",
        "ADMIN, OPEN, OPEN, true"
    })
    void configurationOpensReadingAndWritingApart(
            Scope scope, AccessConfig.Mode reading, AccessConfig.Mode writing, boolean open) {
        assertThat(new Need(scope, false).isOpen(config(reading, writing))).isEqualTo(open);
        assertThat(new Need(scope, true).isOpen(config(reading, writing))).isFalse();
    }

    @Test
    void aFileThatIsMissingIsMadeOnce() throws IOException {
        Path file = folder.resolve("made/token");

        TokenText made = TokenFiles.token(file, "key");

        assertThat(TokenFiles.token(file, "key")).isEqualTo(made);
        assertThat(Files.readString(file)).isEqualTo(made.text() + "\n");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aFileThatHoldsNoTokenIsSaidWithoutWhatItHolds() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "secret");
        assertThatThrownBy(() -> TokenFiles.token(file, "imprimatur.console.token-file.admin"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("imprimatur.console.token-file.admin: no token can be had from " + file)
                .hasMessageNotContaining("secret");
    }

    @Test
    void aTokenIsNeverPartOfAText() {
        TokenText token = TokenText.random();
        assertThat("" + token).isEqualTo("imp_***");
        assertThat(token.hash()).hasSize(64).doesNotContain(token.text());
        assertThat(TokenText.random()).isNotEqualTo(token);
    }

    @ParameterizedTest
    @CsvSource({
        "Bearer %s, true",
        "bearer %s, true",
        "BEARER   %s, true",
        "%s, false",
        "Bearer, false",
        "Bearer%s, false",
        "Basic %s, false",
        "Bearer %s %s, false",
        "Bearer x%s, false"
    })
    void aTokenIsShownInOneWay(String header, boolean shown) {
        String token = TokenText.random().text();
        String sent = header.replace("%s", token);
        assertThat(Credentials.token(List.of(sent)).map(TokenText::text))
                .isEqualTo(shown ? Optional.of(token) : Optional.empty());
        assertThat(Credentials.token(List.of(sent, sent))).isEmpty();
        assertThat(Credentials.token(null)).isEmpty();
    }

    private static AccessConfig config(AccessConfig.Mode reading, AccessConfig.Mode writing) {
        return new AccessConfig() {
            @Override
            public Mode reading() {
                return reading;
            }

            @Override
            public Mode writing() {
                return writing;
            }

            @Override
            public TokenFile tokenFile() {
                throw new UnsupportedOperationException();
            }
        };
    }
}
