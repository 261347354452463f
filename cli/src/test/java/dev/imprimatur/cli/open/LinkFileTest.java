package dev.imprimatur.cli.open;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The link that a browser opens is no argument of it, and its owner's alone. */
class LinkFileTest {
    @TempDir
    Path home;

    @Test
    void leadsToTheLastLinkAndIsItsOwnersAlone() throws IOException {
        LinkFile.in(home).leadTo(URI.create("http://localhost:1/sign-in?code=a"));
        Path file = LinkFile.in(home).leadTo(URI.create("http://localhost:1/sign-in?code=b&x=1"));

        assertThat(Files.readString(file)).contains("0;url=http://localhost:1/sign-in?code=b&amp;x=1\"");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }
}
