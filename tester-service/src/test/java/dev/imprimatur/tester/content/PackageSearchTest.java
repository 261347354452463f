package dev.imprimatur.tester.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.sbom.Inventory;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackageSearchTest {
    private static final String NPM = "{\"name\":\"%s\",\"version\":\"1\"}";

    @Test
    void theHighestLayerCounts() throws Exception {
        assertThat(names(
                        layer -> layer.file("var/lib/dpkg/status", dpkg("old")).file("etc/os-release", "ID=debian\n"),
                        layer -> layer.file("var/lib/dpkg/status", dpkg("new"))))
                .containsExactly("pkg:deb/debian/new@1?distro=debian");
    }

    @Test
    void whatIsTakenAwayIsNotThere() throws Exception {
        Consumer<LayerTar> base = layer -> layer.folder("usr/lib/node_modules/")
                .file("usr/lib/node_modules/a/package.json", NPM.formatted("a"))
                .file("usr/lib/node_modules/b/package.json", NPM.formatted("b"));

        assertThat(names(base, layer -> layer.file("usr/lib/node_modules/.wh.a", "")))
                .containsExactly("pkg:npm/b@1");
        assertThat(names(
                        base,
                        layer -> layer.file("usr/lib/node_modules/.wh..wh..opq", "")
                                .file("usr/lib/node_modules/c/package.json", NPM.formatted("c"))))
                .containsExactly("pkg:npm/c@1");
        assertThat(names(base, layer -> layer.file("usr/lib/node_modules", "a file")))
                .isEmpty();
    }

    @Test
    void aSecondNameTellsTheSame() throws Exception {
        assertThat(names(layer -> layer.file("usr/lib/node_modules/a/package.json", NPM.formatted("a"))
                        .link("usr/lib/node_modules/b/package.json", "usr/lib/node_modules/a/package.json")))
                .containsExactly("pkg:npm/a@1");
    }

    @Test
    void linksAreFollowedOnTheWayToAPlaceAndNotInIt() throws Exception {
        assertThat(names(layer -> layer.symlink("lib", "usr/lib")
                        .file("usr/lib/apk/db/installed", "P:musl\nV:1\n")
                        .file("etc/os-release", "ID=alpine\n")))
                .containsExactly("pkg:apk/alpine/musl@1?distro=alpine");
        assertThat(names(layer -> layer.folder("opt/")
                        .symlink("usr/local", "/opt/../srv/./local")
                        .file("srv/local/lib/node_modules/a/package.json", NPM.formatted("a"))))
                .containsExactly("pkg:npm/a@1");
        assertThat(names(layer -> layer.symlink("usr/lib/node_modules", "/srv/node_modules")
                        .symlink("usr/local/lib/node_modules/b", "/srv/node_modules/a")
                        .file("srv/node_modules/a/package.json", NPM.formatted("a"))))
                .isEmpty();
    }

    @Test
    void databasesThatAreNotReadAreReported() throws Exception {
        Optional<Inventory> inventory = search(layer -> layer.file("var/lib/rpm/rpmdb.sqlite", "binary"));

        assertThat(inventory).map(Inventory::unread).contains(List.of("/var/lib/rpm/rpmdb.sqlite"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a database that lies elsewhere: usr/var/lib/dpkg/status, var -> usr/var",
                "files in a link: lib/apk/db/installed, lib -> usr/lib",
                "files in a link at a place: var/lib/rpm/Packages, var/lib/rpm -> /srv",
                "a circle: a, var -> var",
                "a way through what is not there: srv/var/lib/dpkg/status, var -> none/../srv/var",
                "a path that an engine cleans: var/./lib/dpkg/status, a -> b",
                "another one, with a line break: a\n/../var/lib/dpkg/status, a -> b",
                "a second name of a file that is none: var/lib/dpkg/status.d/a-old, a -> b"
            })
    void whatOnlyAnEngineCanTellIsNotTold(String what) throws Exception {
        String[] parts = what.split(": |, | -> ");

        assertThat(search(layer -> layer.symlink(parts[2], parts[3]).file(parts[1], dpkg("a"))))
                .isEmpty();
    }

    @Test
    void neitherAreMorePackagesThanAnyImageHas() throws Exception {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 30_000; i++) {
            many.append(dpkg("package-" + i)).append('\n');
        }

        assertThat(search(layer -> layer.file("var/lib/dpkg/status", many.toString())))
                .isEmpty();
    }

    private static String dpkg(String name) {
        return "Package: " + name + "\nStatus: install ok installed\nVersion: 1\n";
    }

    @SafeVarargs
    private static List<String> names(Consumer<LayerTar>... layers) throws Exception {
        return search(layers).orElseThrow().packages().stream()
                .map(each -> each.purl().canonicalize())
                .toList();
    }

    @SafeVarargs
    private static Optional<Inventory> search(Consumer<LayerTar>... layers) throws Exception {
        FileTree tree = new FileTree();
        for (Consumer<LayerTar> layer : layers) {
            tree.put(LayerReader.read(new ByteArrayInputStream(LayerTar.of(layer)), new Room(new ReentrantLock())));
        }
        return tree.packages();
    }
}
