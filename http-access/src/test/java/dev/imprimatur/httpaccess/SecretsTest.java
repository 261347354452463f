package dev.imprimatur.httpaccess;

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
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    private static final String NEW = "n".repeat(32);
    private static final String OLD = "o".repeat(32);

    @TempDir
    Path folder;

    @Test
    void theFirstIsShownAndAllCountWhileTheyAreRotated() throws IOException {
        Secrets secrets = Secrets.in(file("\n" + NEW + "\r\n  " + OLD + "  \n\n"));

        assertThat(secrets.header()).isEqualTo("Bearer " + NEW);
        assertThat(accept(secrets, "Bearer " + NEW)).isTrue();
        assertThat(accept(secrets, "bEARER   " + OLD + " ")).isTrue();
        assertThat(accept(Secrets.in(file(NEW)), "Bearer " + OLD)).isFalse();
    }

    @Test
    void nothingElseCounts() throws IOException {
        Secrets secrets = Secrets.in(file(NEW + "\n" + OLD));

        assertThat(secrets.accept(Bearer.of(null))).isFalse();
        assertThat(secrets.accept(Bearer.of(List.of()))).isFalse();
        for (String header : List.of(
                "",
                "Bearer ",
                "Bearer",
                NEW,
                "Basic " + NEW,
                "Bearer " + NEW + OLD,
                "Bearer " + NEW + "," + OLD,
                "Bearer " + NEW.substring(1),
                "Bearer " + NEW.toUpperCase(),
                "Bearer ü" + NEW)) {
            assertThat(accept(secrets, header)).as(header).isFalse();
        }
        assertThat(secrets.accept(Bearer.of(List.of("Bearer " + NEW, "Bearer " + NEW))))
                .as("two headers")
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n \n", "short", "has blanks but is otherwise long enough for it"})
    void aFileThatHoldsNoSecretIsSaidWithoutWhatItHolds(String text) throws IOException {
        Path file = file(text + "\n");

        assertThatThrownBy(() -> Secrets.in(file))
                .hasMessageStartingWith("imprimatur.http.peer-secret: no secret can be had from " + file + ": ")
                .hasMessageContaining("openssl rand -hex 32")
                .message()
                .doesNotContain("short", "blanks");
    }

    @Test
    void aLineThatIsNoneSpoilsTheFile() throws IOException {
        Path file = file(NEW + "\n# old\n");

        assertThatThrownBy(() -> Secrets.in(file))
                .hasMessageContaining("a line has another form")
                .message()
                .doesNotContain(NEW);
    }

    @Test
    void aFileThatIsMissingIsSaid() {
        assertThatThrownBy(() -> Secrets.in(folder.resolve("none")))
                .hasMessageContaining("none: it cannot be read (NoSuchFileException)");
        assertThatThrownBy(() -> Secrets.in(folder)).hasMessageContaining("it cannot be read");
    }

    @Test
    void whatIsLoggedOfThemIsNone() throws IOException {
        assertThat(Secrets.in(file(NEW)).toString()).doesNotContain(NEW);
        Optional<Bearer> shown = Bearer.of(List.of("Bearer " + NEW));
        assertThat(new Asked("GET", "/", "/", "h", null, null, 0, null, null, shown, "").toString())
                .contains("Bearer ***")
                .doesNotContain(NEW);
    }

    private static boolean accept(Secrets secrets, String header) {
        return secrets.accept(Bearer.of(List.of(header)));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "secret", ""), text);
    }
}
