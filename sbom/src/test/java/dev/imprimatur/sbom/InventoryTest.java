package dev.imprimatur.sbom;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InventoryTest {
    private final Inventory inventory = new Inventory();

    @Test
    void packagesOfDebian() throws Exception {
        read("/usr/lib/os-release", "PRETTY_NAME=\"Debian GNU/Linux 12\"\nVERSION_ID=\"12\"\nID=debian\n");
        read("/var/lib/dpkg/status", """
                Package: adduser
                Status: install ok installed
                Architecture: all
                Version: 3.134
                Description: add and remove
                 Version: 0 is what a continued line says

                Package: gone
                Status: deinstall ok config-files
                Architecture: amd64
                Version: 1

                Package: libstdc++6
                Status: install ok installed
                Architecture: amd64
                Version: 1:12.2.0-14+deb12u1
                """);

        assertThat(inventory.packages())
                .extracting(each -> each.purl().canonicalize())
                .containsExactly(
                        "pkg:deb/debian/adduser@3.134?arch=all&distro=debian-12",
                        "pkg:deb/debian/libstdc%2B%2B6@1%3A12.2.0-14%2Bdeb12u1?arch=amd64&distro=debian-12");
    }

    @Test
    void aLineWithoutEndFillsNoMemory() throws Exception {
        for (String path : List.of("/etc/os-release", "/var/lib/dpkg/status", "/lib/apk/db/installed")) {
            inventory.read(path, Repeated.of("", "x", 1L << 24));
            inventory.read(path, Repeated.of("Package: a\nVersion: ", "x", 1L << 24));
            inventory.read(path, Repeated.of("ID=", "x", 1L << 24));
        }
        read("/var/lib/dpkg/status.d/tzdata", "Package: tzdata\nVersion: 2024a\n");

        assertThat(inventory.packages()).extracting(InstalledPackage::name).containsExactly("tzdata");
        assertThat(inventory.unread()).isEmpty();
    }

    @Test
    void neitherDoPackagesWithoutEnd() throws Exception {
        inventory.read("/lib/apk/db/installed", Repeated.of("", "P:a\nV:1\n\n", 1L << 26));
        inventory.read("/usr/lib/apk/db/installed", Repeated.of("", "P:a\nV:1\n\n", 1L << 26));

        assertThat(inventory.unread()).containsExactly("/lib/apk/db/installed", "/usr/lib/apk/db/installed");
        assertThat(inventory.packages()).hasSize(1);
    }

    /** A bill writes the URL of a package twice, and each of its bytes as three letters. */
    @ParameterizedTest
    @ValueSource(strings = {"\u4e2d", "\ud83d\ude00", "\u00e4", "\u0001", "\\"})
    void norDoesTheirBill(String letter) throws Exception {
        String release = letter.repeat(4000 / letter.length());
        read("/etc/os-release", "ID=" + release + "\nVERSION_ID=" + release + "\n");
        read("/var/lib/dpkg/status", "Package: first\nVersion: 1\n");
        StringBuilder database = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            database.append("Package: %d%s\nVersion: %s\n\n".formatted(i, release, release));
        }
        read("/var/lib/dpkg/status.d/more", database.toString());
        read("/usr/lib/node_modules/npm/package.json", "{\"name\":\"npm\",\"version\":\"11.1.0\"}");

        assertThat(inventory.packages()).extracting(InstalledPackage::name).contains("first");
        assertThat(inventory.unread()).containsExactly("/var/lib/dpkg/status.d/more");
        assertThat(new ObjectMapper().writeValueAsBytes(bill()))
                .hasSizeBetween(Inventory.LARGEST / 2, Inventory.LARGEST);
    }

    @Test
    void norFieldsOfTheRelease() throws Exception {
        inventory.read("/etc/os-release", Repeated.of("ID=debian\n", "A=1\n", 1L << 24));
        read("/var/lib/dpkg/status.d/tzdata", "Package: tzdata\nVersion: 2024a\n");

        assertThat(inventory.packages())
                .extracting(each -> each.purl().canonicalize())
                .containsExactly("pkg:deb/debian/tzdata@2024a?distro=debian");
    }

    @Test
    void aFileWithoutEndIsReportedAsUnread() throws Exception {
        inventory.read("/var/lib/dpkg/status", Repeated.of("Package: a\nVersion: 1\n\n", "x", 1L << 27));

        assertThat(inventory.unread()).containsExactly("/var/lib/dpkg/status");
        assertThat(inventory.packages()).hasSize(1);
    }

    /** A text once, then another one over and over, up to so many bytes. */
    private static final class Repeated extends InputStream {
        private final byte[] first;
        private final byte[] then;
        private final long end;
        private long at;

        private Repeated(String first, String then, long end) {
            this.first = first.getBytes(StandardCharsets.UTF_8);
            this.then = then.getBytes(StandardCharsets.UTF_8);
            this.end = end;
        }

        static InputStream of(String first, String then, long bytes) {
            return new Repeated(first, then, bytes);
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] into, int from, int length) {
            if (at >= end) {
                return -1;
            }
            int i = 0;
            for (; i < length && at < end; i++, at++) {
                into[from + i] = at < first.length ? first[(int) at] : then[(int) ((at - first.length) % then.length)];
            }
            return i;
        }
    }

    @Test
    void packagesOfImagesWithoutAPackageManager() throws Exception {
        read("/var/lib/dpkg/status.d/tzdata", "Package: tzdata\nVersion: 2024a\nArchitecture: all\n");
        read("/var/lib/dpkg/status.d/tzdata.md5sums", "Package: none\nVersion: 1\n");

        assertThat(inventory.packages()).extracting(InstalledPackage::name).containsExactly("tzdata");
    }

    @Test
    void packagesOfAlpine() throws Exception {
        read("/etc/os-release", "ID=alpine\nVERSION_ID=3.20.1\n");
        read("/lib/apk/db/installed", "C:Q1abc=\nP:musl\nV:1.2.5-r0\nA:x86_64\n\nP:zlib\nV:1.3.1-r1\nA:x86_64\n");

        assertThat(inventory.packages())
                .extracting(each -> each.purl().canonicalize())
                .containsExactly(
                        "pkg:apk/alpine/musl@1.2.5-r0?arch=x86_64&distro=alpine-3.20.1",
                        "pkg:apk/alpine/zlib@1.3.1-r1?arch=x86_64&distro=alpine-3.20.1");
    }

    @Test
    void aPackageOfAlpineWithoutANameIsReportedAsUnread() throws Exception {
        read("/lib/apk/db/installed", "P:\nV:1\n\nP:musl\nV:1.2.5-r0\n\n");

        assertThat(inventory.packages()).extracting(InstalledPackage::name).containsExactly("musl");
        assertThat(inventory.unread()).containsExactly("/lib/apk/db/installed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ID=\n", "ID=\"\"\n", "ID=a//b\n", "ID=/\nVERSION_ID=1\n"})
    void whatIsNoDistributionOrArchitectureIsLeftOut(String release) throws Exception {
        read("/etc/os-release", release);
        read("/lib/apk/db/installed", "P:musl\nV:1.2.5-r0\nA:\n");

        assertThat(inventory.packages())
                .extracting(each -> each.purl().canonicalize())
                .containsExactly("pkg:apk/musl@1.2.5-r0");
    }

    @Test
    void packagesOfNpm() throws Exception {
        String root = "/usr/local/lib/node_modules/npm/";
        read(root + "package.json", "{\"name\":\"npm\",\"version\":\"11.1.0\"}");
        read(
                root + "node_modules/@npmcli/arborist/package.json",
                "{\"name\":\"@npmcli/arborist\",\"version\":\"9.0.1\"}");
        read(root + "node_modules/broken/package.json", "{");
        read(root + "node_modules/nameless/package.json", "{\"type\":\"module\"}");
        read(root + "lib/package.json", "{\"name\":\"no-package\",\"version\":\"1.0.0\"}");

        assertThat(inventory.packages())
                .extracting(each -> each.purl().canonicalize())
                .containsExactly("pkg:npm/%40npmcli/arborist@9.0.1", "pkg:npm/npm@11.1.0");
    }

    @Test
    void whatIsNotReadIsReported() throws Exception {
        read("/var/lib/rpm/rpmdb.sqlite", "binary");

        assertThat(inventory.unread()).containsExactly("/var/lib/rpm/rpmdb.sqlite");
        assertThat(bill().at("/metadata/properties/0/value").textValue()).isEqualTo("/var/lib/rpm/rpmdb.sqlite");
    }

    @Test
    void theBillIsCycloneDx() throws Exception {
        read("/usr/local/lib/node_modules/npm/package.json", "{\"name\":\"npm\",\"version\":\"11.1.0\"}");

        JsonNode bill = bill();

        assertThat(bill.path("bomFormat").textValue()).isEqualTo("CycloneDX");
        assertThat(bill.path("specVersion").textValue()).isEqualTo("1.6");
        assertThat(bill.at("/metadata/timestamp").textValue()).isEqualTo("2026-11-24T10:00:00Z");
        assertThat(bill.at("/metadata/component/type").textValue()).isEqualTo("container");
        assertThat(bill.at("/metadata/component/version").textValue()).isEqualTo("sha256:1");
        assertThat(bill.at("/components/0/purl").textValue()).isEqualTo("pkg:npm/npm@11.1.0");
        assertThat(bill).isEqualTo(bill());
    }

    private JsonNode bill() {
        return BillOfMaterials.of("node", "sha256:1", inventory, Instant.parse("2026-11-24T10:00:00Z"));
    }

    private void read(String path, String content) throws IOException {
        inventory.read(path, new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
    }
}
