package dev.imprimatur.tester.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.oci.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileTreeTest {
    private long time = 1;

    @Test
    void whenFilesWereMadeDoesNotCount() throws Exception {
        byte[] one = bytes(layer -> layer.file("etc/motd", "hello"));
        byte[] later = bytes(layer -> layer.file("etc/motd", "hello"));

        assertThat(later).isNotEqualTo(one);
        assertThat(content(later)).isEqualTo(content(one));
    }

    @Test
    void howItIsLayeredDoesNotCount() throws Exception {
        Digest one = content(bytes(layer -> layer.folder("d/").file("d/a", "1").file("b", "2")));

        assertThat(content(
                        bytes(layer -> layer.file("b", "old").file("gone", "x").folder("d/")),
                        bytes(layer -> layer.file(".wh.gone", "").file("b", "2")),
                        bytes(layer -> layer.folder("./d/").file("./d/a", "1"))))
                .isEqualTo(one);
    }

    @Test
    void aFolderThatWasMadeAgainHasNothingOfTheOldOne() throws Exception {
        Digest fresh = content(bytes(layer -> layer.folder("d/").file("d/new", "1")));
        byte[] old = bytes(layer -> layer.folder("d/").file("d/old", "1").file("d-beside", "1"));
        byte[] gone = bytes(layer -> layer.file(".wh.d-beside", ""));

        assertThat(content(
                        old,
                        gone,
                        bytes(layer ->
                                layer.folder("d/").file("d/.wh..wh..opq", "").file("d/new", "1"))))
                .isEqualTo(fresh);
        assertThat(content(
                        old,
                        gone,
                        bytes(layer -> layer.file(".wh.d", "")),
                        bytes(layer -> layer.folder("d/").file("d/new", "1"))))
                .isEqualTo(fresh);
        assertThat(content(old, gone, bytes(layer -> layer.file("d", "a file"))))
                .isEqualTo(content(bytes(layer -> layer.file("d", "a file"))));
    }

    @Test
    void aSecondNameOfAFileIsAFileLikeIt() throws Exception {
        assertThat(content(bytes(layer -> layer.file("a", "1").link("b", "a"))))
                .isEqualTo(content(bytes(layer -> layer.file("b", "1").link("a", "b"))));
    }

    @Test
    void everythingElseThatIsKnownOfAFileCounts() throws Exception {
        Digest plain = content(bytes(layer -> layer.file("f", "1")));

        assertThat(content(bytes(layer -> layer.file("f", "2")))).isNotEqualTo(plain);
        assertThat(content(bytes(layer -> layer.file("g", "1")))).isNotEqualTo(plain);
        assertThat(content(bytes(layer -> layer.folder("f/")))).isNotEqualTo(plain);
        assertThat(content(bytes(layer -> layer.file("f", "1").folder("empty/"))))
                .isNotEqualTo(plain);
        assertThat(content(bytes(layer -> layer.file("f", "1", entry -> entry.setMode(0100600)))))
                .isNotEqualTo(plain);
        assertThat(content(bytes(layer -> layer.file("f", "1", entry -> entry.setUserId(1000)))))
                .isNotEqualTo(plain);
        assertThat(content(bytes(layer -> layer.file("f", "1", entry -> entry.setGroupId(1000)))))
                .isNotEqualTo(plain);
        assertThat(content(bytes(layer -> layer.file(
                        "f", "1", entry -> entry.addPaxHeader("SCHILY.xattr.security.capability", "net_raw")))))
                .isNotEqualTo(plain);
        assertThat(content(bytes(layer -> layer.symlink("s", "a"))))
                .isNotEqualTo(content(bytes(layer -> layer.symlink("s", "b"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "var/log/dpkg.log",
                "var/log/apt/history.log",
                "var/cache/ldconfig/aux-cache",
                "var/cache/debconf/config.dat-old",
                "var/lib/dpkg/status-old",
                "etc/shadow-",
                "root/.npm/_logs/2026-11-24T03_00_00_000Z-debug-0.log"
            })
    void whatChanceWritesDoesNotCount(String path) throws Exception {
        assertThat(content(bytes(layer -> layer.file(path, "1")))).isEqualTo(content(bytes(layer -> {})));
    }

    @ParameterizedTest
    @ValueSource(strings = {"var/logs", "srv/var/log/x", "var/lib/dpkg/status", "etc/shadow", "home/a/b/.npm/_logs/x"})
    void whatOnlyLooksLikeItCounts(String path) throws Exception {
        assertThat(content(bytes(layer -> layer.file(path, "1")))).isNotEqualTo(content(bytes(layer -> {})));
    }

    @ParameterizedTest
    @CsvSource({
        "root:*:20000:0:99999:7:::, root:*:20001:0:99999:7:::, true",
        "root:*:20000:0:99999:7:::, root:$6$a:20000:0:99999:7:::, false",
        "root:*:20000:0:99999:7:::, root:*:20000:1:99999:7:::, false",
        "root:*:20000:0:99999:7:::, toor:*:20000:0:99999:7:::, false",
    })
    void theDayOfAnAccountDoesNotCount(String one, String other, boolean same) throws Exception {
        String rest = "daemon:*:19000:0:99999:7:::\n";
        boolean found = content(bytes(layer -> layer.file("etc/shadow", one + "\n" + rest)))
                .equals(content(bytes(layer -> layer.file("etc/shadow", other + "\n" + rest))));

        assertThat(found).isEqualTo(same);
    }

    @Test
    void theContentOfAnAttributeThatIsNoTextIsUnknown() {
        byte[] layer = bytes(it -> it.file("f", "1", entry -> entry.addPaxHeader("SCHILY.xattr.user.a", "\ufffd")));

        assertThatThrownBy(() -> content(layer))
                .isInstanceOf(UntellableException.class)
                .hasMessageContaining("/f has a name or an attribute that is no text");
    }

    private static Digest content(byte[]... layers) throws Exception {
        FileTree tree = new FileTree();
        for (byte[] layer : layers) {
            tree.put(Layer.read(new ByteArrayInputStream(layer)));
        }
        MessageDigest digest = Digest.sha256();
        tree.digest(digest);
        return Digest.of(digest);
    }

    /** A tar each of whose entries is newer than any before. */
    private byte[] bytes(Consumer<Entries> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            entries.accept(new Entries(tar));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    private final class Entries {
        private final TarArchiveOutputStream tar;

        Entries(TarArchiveOutputStream tar) {
            this.tar = tar;
        }

        Entries folder(String path) {
            return put(new TarArchiveEntry(path), "");
        }

        Entries file(String path, String content) {
            return file(path, content, entry -> {});
        }

        Entries file(String path, String content, Consumer<TarArchiveEntry> change) {
            TarArchiveEntry entry = new TarArchiveEntry(path);
            entry.setSize(content.length());
            change.accept(entry);
            return put(entry, content);
        }

        Entries link(String path, String target) {
            TarArchiveEntry entry = new TarArchiveEntry(path, TarConstants.LF_LINK);
            entry.setLinkName(target);
            return put(entry, "");
        }

        Entries symlink(String path, String target) {
            TarArchiveEntry entry = new TarArchiveEntry(path, TarConstants.LF_SYMLINK);
            entry.setLinkName(target);
            return put(entry, "");
        }

        private Entries put(TarArchiveEntry entry, String content) {
            try {
                entry.setModTime(1000 * time++);
                tar.putArchiveEntry(entry);
                tar.write(content.getBytes(StandardCharsets.UTF_8));
                tar.closeArchiveEntry();
                return this;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
