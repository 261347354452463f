package dev.imprimatur.tester.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.oci.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileTreeTest {
    @Test
    void whenFilesWereMadeDoesNotCount() throws Exception {
        byte[] one = LayerTar.of(layer -> layer.file("etc/motd", "hello"));
        byte[] later = LayerTar.of(layer -> layer.file("etc/motd", "hello"));

        assertThat(later).isNotEqualTo(one);
        assertThat(content(later)).isEqualTo(content(one));
    }

    @Test
    void howItIsLayeredDoesNotCount() throws Exception {
        Digest one =
                content(LayerTar.of(layer -> layer.folder("d/").file("d/a", "1").file("b", "2")));

        assertThat(content(
                        LayerTar.of(layer ->
                                layer.file("b", "old").file("gone", "x").folder("d/")),
                        LayerTar.of(layer -> layer.file(".wh.gone", "").file("b", "2")),
                        LayerTar.of(layer -> layer.folder("./d/").file("./d/a", "1"))))
                .isEqualTo(one);
    }

    @Test
    void aFolderThatWasMadeAgainHasNothingOfTheOldOne() throws Exception {
        Digest fresh = content(LayerTar.of(layer -> layer.folder("d/").file("d/new", "1")));
        byte[] old = LayerTar.of(layer -> layer.folder("d/").file("d/old", "1").file("d-beside", "1"));
        byte[] gone = LayerTar.of(layer -> layer.file(".wh.d-beside", ""));

        assertThat(content(
                        old,
                        gone,
                        LayerTar.of(layer ->
                                layer.folder("d/").file("d/.wh..wh..opq", "").file("d/new", "1"))))
                .isEqualTo(fresh);
        assertThat(content(
                        old,
                        gone,
                        LayerTar.of(layer -> layer.file(".wh.d", "")),
                        LayerTar.of(layer -> layer.folder("d/").file("d/new", "1"))))
                .isEqualTo(fresh);
        assertThat(content(old, gone, LayerTar.of(layer -> layer.file("d", "a file"))))
                .isEqualTo(content(LayerTar.of(layer -> layer.file("d", "a file"))));
    }

    @Test
    void aSecondNameOfAFileIsAFileLikeIt() throws Exception {
        assertThat(content(LayerTar.of(layer -> layer.file("a", "1").link("b", "a"))))
                .isEqualTo(content(LayerTar.of(layer -> layer.file("b", "1").link("a", "b"))));
    }

    @Test
    void everythingElseThatIsKnownOfAFileCounts() throws Exception {
        Digest plain = content(LayerTar.of(layer -> layer.file("f", "1")));

        assertThat(content(LayerTar.of(layer -> layer.file("f", "2")))).isNotEqualTo(plain);
        assertThat(content(LayerTar.of(layer -> layer.file("g", "1")))).isNotEqualTo(plain);
        assertThat(content(LayerTar.of(layer -> layer.folder("f/")))).isNotEqualTo(plain);
        assertThat(content(LayerTar.of(layer -> layer.file("f", "1").folder("empty/"))))
                .isNotEqualTo(plain);
        assertThat(content(LayerTar.of(layer -> layer.file("f", "1", entry -> entry.setMode(0100600)))))
                .isNotEqualTo(plain);
        assertThat(content(LayerTar.of(layer -> layer.file("f", "1", entry -> entry.setUserId(1000)))))
                .isNotEqualTo(plain);
        assertThat(content(LayerTar.of(layer -> layer.file("f", "1", entry -> entry.setGroupId(1000)))))
                .isNotEqualTo(plain);
        assertThat(content(LayerTar.of(layer -> layer.file(
                        "f", "1", entry -> entry.addPaxHeader("SCHILY.xattr.security.capability", "net_raw")))))
                .isNotEqualTo(plain);
        assertThat(content(LayerTar.of(layer -> layer.symlink("s", "a"))))
                .isNotEqualTo(content(LayerTar.of(layer -> layer.symlink("s", "b"))));
        assertThat(content(LayerTar.of(layer -> layer.special("f", TarConstants.LF_FIFO))))
                .isNotEqualTo(content(LayerTar.of(layer -> layer.file("f", ""))));
        assertThat(content(LayerTar.of(layer -> layer.special("f", TarConstants.LF_CHR))))
                .isNotEqualTo(content(LayerTar.of(layer -> layer.special("f", TarConstants.LF_BLK))));
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
        assertThat(content(LayerTar.of(layer -> layer.file(path, "1")))).isEqualTo(content(LayerTar.of(layer -> {})));
    }

    @ParameterizedTest
    @ValueSource(strings = {"var/logs", "srv/var/log/x", "var/lib/dpkg/status", "etc/shadow", "home/a/b/.npm/_logs/x"})
    void whatOnlyLooksLikeItCounts(String path) throws Exception {
        assertThat(content(LayerTar.of(layer -> layer.file(path, "1"))))
                .isNotEqualTo(content(LayerTar.of(layer -> {})));
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
        boolean found = content(LayerTar.of(layer -> layer.file("etc/shadow", one + "\n" + rest)))
                .equals(content(LayerTar.of(layer -> layer.file("etc/shadow", other + "\n" + rest))));

        assertThat(found).isEqualTo(same);
    }

    @Test
    void theContentOfAnAttributeThatIsNoTextIsUnknown() throws Exception {
        byte[] layer =
                LayerTar.of(it -> it.file("f", "1", entry -> entry.addPaxHeader("SCHILY.xattr.user.a", "\ufffd")));

        assertUntold(read(layer), layer, "/f has a name or an attribute that is no text");
    }

    /** The content lies under the name that comes first, so that what such a file has become is seen nowhere else. */
    @Test
    void whatASecondNameOfALeftOutFileIsIsUnknown() throws Exception {
        byte[] layer = LayerTar.of(it -> it.file("var/log/app", "1").link("./var/www/app", "var/log/app"));

        assertUntold(read(layer), layer, "/var/www/app is the same file as /var/log/app, whose content is left out");
    }

    @Test
    void whatASecondNameIsThatIsNoTextIsUnknown() throws Exception {
        byte[] layer = LayerTar.of(it -> it.file("a", "1").link("b\ufffd", "a"));

        assertUntold(read(layer), layer, "has a name or an attribute that is no text");
    }

    @Test
    void moreNamesThanThereIsRoomForAreNotKept() throws Exception {
        Room room = new Room(new ReentrantLock());
        room.take(Room.MOST - 3);
        byte[] layer = LayerTar.of(
                it -> it.file("a", "1").file(".wh.b", "").symlink("c", "a").file("d", "1"));

        assertUntold(LayerReader.read(new ByteArrayInputStream(layer), room), layer, "more files, or longer names");
    }

    /** So that what an image is does not depend on which of its layers were read before. */
    @Test
    void aLayerRemembersTheRoomThatItTookWhateverIsKeptOfIt() throws Exception {
        Room room = new Room(new ReentrantLock());
        byte[] first = LayerTar.of(it -> it.file("a", "1"));
        byte[] second = LayerTar.of(
                it -> it.file("var/log/apt/history.log", "1").file("b", "1").file("b", "2"));

        int taken = LayerReader.read(new ByteArrayInputStream(first), room).room();

        assertThat(taken).isEqualTo(1);
        assertThat(LayerReader.read(new ByteArrayInputStream(second), room).room())
                .isEqualTo(room.taken() - taken)
                .isEqualTo(3);
    }

    @Test
    void whatIsNoTarIsReadToItsEndAllTheSame() throws Exception {
        byte[] layer = LayerTar.of(it -> it.file("a", "1").file("b", "2"));
        Arrays.fill(layer, 1024, 1536, (byte) 'x');

        assertUntold(read(layer), layer, "");
    }

    private static void assertUntold(Layer read, byte[] layer, String why) {
        assertThat(read.problem()).contains(why);
        assertThat(read.weight()).isEqualTo(1);
        assertThat(read.unpacked()).isEqualTo(Digest.of(layer));
    }

    /** Recorded before layers were read for packages too; another digest would publish every image again. */
    @Test
    void whatAnImageIsStaysWhatItWas() throws Exception {
        assertThat(content(
                        LayerTar.of(layer -> layer.folder("etc/")
                                .file("etc/os-release", "ID=debian\n")
                                .file("etc/shadow", "root:*:20000:0:99999:7:::\n")
                                .file("var/lib/dpkg/status", "Package: a\nVersion: 1\n")
                                .file("usr/lib/node_modules/a/package.json", "{}")
                                .link("usr/lib/node_modules/b/package.json", "usr/lib/node_modules/a/package.json")
                                .symlink("lib", "usr/lib")
                                .file("srv/old", "1")
                                .file("gone", "1")
                                .file("replaced", "1")),
                        LayerTar.of(layer -> layer.file(".wh.gone", "")
                                .folder("srv/")
                                .file("srv/.wh..wh..opq", "")
                                .file("srv/new", "2")
                                .file("var/lib/dpkg/status", "Package: b\nVersion: 1\n")
                                .file("var/log/dpkg.log", "now")
                                .link("also", "srv/new")
                                .file("replaced", "2", entry -> entry.setMode(0100755)))))
                .hasToString("sha256:aaaa0d20c2d8385d865cc101987ba2dc0b05232ffb0f38104b07b51dd51e3239");
    }

    private static Digest content(byte[]... layers) throws Exception {
        FileTree tree = new FileTree();
        for (byte[] layer : layers) {
            tree.put(read(layer));
        }
        MessageDigest digest = Digest.sha256();
        tree.digest(digest);
        return Digest.of(digest);
    }

    private static Layer read(byte[] layer) throws IOException {
        return LayerReader.read(new ByteArrayInputStream(layer), new Room(new ReentrantLock()));
    }
}
