package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the script makes Debian's images where no hub answers, on a machine whose debootstrap makes little. */
class UpstreamTest {
    /** It makes the folders that are written to later, and says what the real one says. */
    private static final String MACHINE = """
            open_home; DEBIAN_CACHE=$HOME_DIR/../cache
            install_packages() { :; }
            dpkg() { echo amd64; }
            debian_archive() { echo "http://archive.example/$1"; }
            debootstrap() {
              echo "$3" >>"$HOME_DIR/../made"
              mkdir -p "$3"/etc/apt/{sources.list.d,apt.conf.d} "$3"/etc/dpkg/dpkg.cfg.d "$3"/usr/sbin "$3"/var/{lib/apt/lists,cache/apt,log}
              printf 'I: Retrieving %s\\n' a b; printf 'I: Extracting %s\\n' a b; echo 'I: Configuring a'
              [[ ! -e $HOME_DIR/broken ]]
            }
            chroot() { echo 'Get:1 security'; }
            docker() { tar -t >"$HOME_DIR/imported"; }
            """;

    @TempDir
    Path folder;

    @Test
    void anotherHomeTakesWhatOneHasMade() throws IOException {
        make("one", "");
        assertThat(make("two", "")).contains("taking debian:trixie as it was made on");

        assertThat(made()).hasSize(1);
        assertThat(folder.resolve("two/imported")).hasSameTextualContentAs(folder.resolve("one/imported"));
        assertThat(Files.readString(folder.resolve("two/imported")))
                .contains("./etc/apt/sources.list.d/debian.sources");
        assertThat(folder.resolve("one")).isDirectoryNotContaining("glob:**/debootstrap-trixie.*");
    }

    @Test
    void itIsMadeAgainAfterAWeekAndOfAnotherArchive() throws IOException {
        make("one", "");
        make("two", "touch -d '8 days ago' \"$DEBIAN_CACHE\"/*.tar;");
        assertThat(made()).as("after a week").hasSize(2);
        make("three", "debian_archive() { echo http://other.example; };");
        assertThat(made()).as("of another archive").hasSize(3);
        assertThat(folder.resolve("cache"))
                .isDirectoryContaining("glob:**.tar")
                .satisfies(cache -> assertThat(cache.toFile().list((dir, name) -> name.endsWith(".tar")))
                        .hasSize(1));
    }

    @Test
    void whereItIsIsSaidAsOftenAsThatChanges() throws IOException {
        assertThat(make("one", "").lines())
                .filteredOn(line -> line.startsWith("  debian:trixie: "))
                .containsExactly(
                        "  debian:trixie: fetching packages",
                        "  debian:trixie: unpacking the first packages",
                        "  debian:trixie: configuring",
                        "  debian:trixie: fetching updates");
        assertThat(Files.readString(folder.resolve("one/log/debootstrap-trixie.log")))
                .contains("I: Retrieving b");
    }

    /** Debootstrap takes such a folder for several. */
    @Test
    void aHomeWithWhiteSpaceHasItMadeElsewhere() throws IOException {
        make("my home", "");

        assertThat(made()).singleElement().asString().doesNotContain(" ").startsWith("/var/tmp/debootstrap-trixie.");
        assertThat(Path.of(made().getFirst())).doesNotExist();
        assertThat(folder.resolve("my home/imported")).isNotEmptyFile();
    }

    @Test
    void whatFailsLeavesNothing() throws IOException {
        Files.createDirectories(folder.resolve("one"));
        Files.createFile(folder.resolve("one/broken"));

        assertThat(make("one", "")).contains("✗ debootstrap could not make debian:trixie", "I: Configuring a");
        assertThat(folder.resolve("cache")).isDirectoryNotContaining("glob:**.tar*");
        assertThat(Path.of(made().getFirst())).doesNotExist();

        Files.delete(folder.resolve("one/broken"));
        make("one", "");
        assertThat(folder.resolve("one/imported")).isNotEmptyFile();
    }

    /** Hundreds of megabytes each time. */
    @Test
    void whatAKilledScriptLeftIsRemovedByTheNext() throws IOException {
        make(
                "one",
                "mkdir -p \"$HOME_DIR/debootstrap-trixie.$HOME_TAG.aBc123/usr\" \"$DEBIAN_CACHE\";"
                        + " touch \"$DEBIAN_CACHE/debian-trixie-0123456789ab.tar.new\";");

        assertThat(folder.resolve("one")).isDirectoryNotContaining("glob:**/debootstrap-trixie.*");
        assertThat(folder.resolve("cache")).isDirectoryNotContaining("glob:**.new");
    }

    /** What the script says on stderr. */
    private String make(String home, String machine) throws IOException {
        return ScriptFunctions.call(
                folder.resolve(home), MACHINE + machine + " (make_debian_image trixie) 2>&1 || true");
    }

    private List<String> made() throws IOException {
        return Files.readAllLines(folder.resolve("made"));
    }
}
