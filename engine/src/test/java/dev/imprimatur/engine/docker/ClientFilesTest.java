package dev.imprimatur.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of a client that are not what they should be: which one is said, and what is in use stays in use. */
class ClientFilesTest {
    private final Authority authority = new Authority();

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        authority.client(folder, authority);
    }

    private void refused(String name) {
        assertThatThrownBy(() -> new EngineTls(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(folder.resolve(name) + " cannot be used: ");
    }

    /** As Docker makes one of a file that it is to mount and that is not there. */
    @ParameterizedTest
    @ValueSource(strings = {"ca.pem", "cert.pem", "key.pem"})
    void aFolderInPlaceOfAFileIsNamed(String name) throws IOException {
        Files.delete(folder.resolve(name));
        Files.createDirectory(folder.resolve(name));

        refused(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ca.pem", "cert.pem", "key.pem"})
    void aFileWithoutLettersIsNamed(String name) throws IOException {
        String text = Files.readString(folder.resolve(name));
        Files.write(folder.resolve(name), Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", "")));

        refused(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ca.pem", "cert.pem", "key.pem"})
    void aFileWithOneLetterThatIsNoneOfItsOwnIsNamedAndLeavesTheOneBeforeInUse(String name) throws IOException {
        EngineTls tls = new EngineTls(folder);
        authority.client(folder, authority, Duration.ofHours(2));
        Path file = folder.resolve(name);
        StringBuilder text = new StringBuilder(Files.readString(file));
        text.setCharAt(text.indexOf("\n") + 5, '*');
        Files.writeString(file, text);

        refused(name);
        assertThat(tls.certificates().client()).isBefore(Instant.now().plus(Duration.ofMinutes(90)));
    }
}
