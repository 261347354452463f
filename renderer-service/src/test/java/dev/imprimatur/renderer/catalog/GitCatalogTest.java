package dev.imprimatur.renderer.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitCatalogTest {
    @TempDir
    Path root;

    private Path remote;
    private Git git;

    @BeforeEach
    void makeRepository() throws Exception {
        remote = root.resolve("remote");
        git = Git.init().setInitialBranch("main").setDirectory(remote.toFile()).call();
        Files.createDirectories(remote.resolve("images"));
        commit("images/catalog.yaml", "one\n");
    }

    @AfterEach
    void close() {
        git.close();
    }

    @Test
    void aCheckoutIsACommitAndDoesNotChange() throws Exception {
        GitCatalog catalog = catalog("main", "images");
        Checkout one = catalog.checkout();
        String second = commit("images/catalog.yaml", "two\n");
        assertThat(catalog.checkout()).isEqualTo(one);

        Checkout two = catalog.refresh();

        assertThat(two.revision()).isEqualTo(second);
        assertThat(catalog.checkout()).isEqualTo(two);
        assertThat(two.folder().resolve("catalog.yaml")).hasContent("two\n");
        assertThat(one.folder().resolve("catalog.yaml")).hasContent("one\n");
        assertThat(catalog.refresh()).isEqualTo(two);
    }

    @Test
    void aRewrittenBranchIsFollowed() throws Exception {
        GitCatalog catalog = catalog("main", "images");
        catalog.checkout();
        Files.writeString(remote.resolve("images/catalog.yaml"), "rewritten\n");
        git.add().addFilepattern(".").call();
        String amended = git.commit()
                .setAmend(true)
                .setMessage("m")
                .setSign(false)
                .call()
                .name();

        assertThat(catalog.refresh().revision()).isEqualTo(amended);
    }

    @Test
    void whatWasFetchedStaysInUseWhileTheRepositoryIsAway() throws Exception {
        Checkout known = catalog("main", "").checkout();
        GitCatalog catalog = catalog("main", "");
        catalog.checkout();
        Files.move(remote, root.resolve("away"));

        assertThatThrownBy(catalog::refresh)
                .isInstanceOf(CatalogUnavailableException.class)
                .hasMessageContaining("branch main of " + remote);
        assertThat(catalog.checkout().revision()).isEqualTo(known.revision());
        assertThat(catalog("main", "").checkout().revision()).isEqualTo(known.revision());
    }

    @Test
    void onceThereIsAStateTheRepositoryIsNotNeeded() {
        GitCatalog catalog = catalog("main", "");
        assertThat(catalog.isThere()).isFalse();

        catalog.checkout();

        assertThat(catalog.isThere()).isTrue();
    }

    @Test
    void whatIsNotThereIsSaid() {
        assertThatThrownBy(() -> catalog("trunk", "").checkout())
                .isInstanceOf(CatalogUnavailableException.class)
                .hasMessageContaining("branch trunk of " + remote + " (imprimatur.renderer.catalog-git)");
    }

    @Test
    void aLinkIsNoFileOfACatalogue() throws Exception {
        Files.createSymbolicLink(remote.resolve("images/secret"), Path.of("/etc/hostname"));
        commit("images/catalog.yaml", "three\n");

        assertThatThrownBy(() -> catalog("main", "images").checkout())
                .hasMessageContaining("'images/secret' is a link or a submodule");
    }

    @Test
    void onlyTheNewestCommitsAreKept() throws Exception {
        GitCatalog catalog = catalog("main", "images");
        Checkout first = catalog.checkout();
        first.close();
        for (int i = 0; i < 4; i++) {
            commit("images/catalog.yaml", "commit " + i + "\n");
            catalog.refresh().close();
        }

        assertThat(first.folder()).doesNotExist();
        assertThat(catalog.checkout().folder().resolve("catalog.yaml")).hasContent("commit 3\n");
    }

    @Test
    void whatIsBeingReadStaysHoweverManyCommitsCome() throws Exception {
        GitCatalog catalog = catalog("main", "images");
        Checkout one = catalog.checkout();
        Checkout another = catalog.checkout();
        for (int i = 0; i < 5; i++) {
            commit("images/catalog.yaml", "commit " + i + "\n");
            catalog.refresh().close();
        }
        one.close();
        commit("images/catalog.yaml", "commit 5\n");
        catalog.refresh().close();
        assertThat(another.folder().resolve("catalog.yaml")).hasContent("one\n");

        another.close();
        commit("images/catalog.yaml", "commit 6\n");
        catalog.refresh().close();

        assertThat(another.folder()).doesNotExist();
    }

    @Test
    void whatAnEarlierProcessLeftIsRemoved() throws Exception {
        catalog("main", "images").checkout();
        commit("images/catalog.yaml", "two\n");
        catalog("main", "images").refresh();
        Files.createDirectories(root.resolve("work/commits/" + "a".repeat(40) + ".unfinished/images"));
        commit("images/catalog.yaml", "three\n");

        Checkout now = catalog("main", "images").refresh();

        try (Stream<Path> folders = Files.list(root.resolve("work/commits"))) {
            assertThat(folders).containsExactly(now.folder().getParent());
        }
    }

    @Test
    void aLockThatAKilledProcessLeftIsRemoved() throws Exception {
        catalog("main", "images").checkout();
        Files.createFile(lock());
        String second = commit("images/catalog.yaml", "two\n");

        assertThat(catalog("main", "images").refresh().revision()).isEqualTo(second);
    }

    @Test
    void aBranchThatCannotBeUpdatedHereIsTrouble() throws Exception {
        GitCatalog catalog = catalog("main", "images");
        Checkout known = catalog.checkout();
        Files.createFile(lock());
        String second = commit("images/catalog.yaml", "two\n");

        assertThatThrownBy(catalog::refresh)
                .isInstanceOf(CatalogUnavailableException.class)
                .hasMessageContaining("refs/heads/main of the copy in " + root.resolve("work/repository.git")
                        + " cannot be updated: LOCK_FAILURE");
        assertThat(catalog.checkout()).isEqualTo(known);

        Files.delete(lock());
        assertThat(catalog.refresh().revision()).isEqualTo(second);
    }

    private Path lock() {
        return root.resolve("work/repository.git/refs/heads/main.lock");
    }

    @Test
    void theCopyOfTheRepositoryIsPackedFromTimeToTime() throws Exception {
        GitCatalog catalog = catalog("main", "images");
        for (int i = 0; i < 30; i++) {
            commit("images/catalog.yaml", "commit " + i + "\n");
            catalog.refresh();
        }

        try (Stream<Path> packs = Files.list(root.resolve("work/repository.git/objects/pack"))) {
            assertThat(packs.filter(file -> file.toString().endsWith(".pack"))).hasSizeLessThan(25);
        }
        assertThat(catalog("main", "images").checkout().folder().resolve("catalog.yaml"))
                .hasContent("commit 29\n");
    }

    @Test
    void whatIsThereCanBeReadWhileAFetchGoesOn() throws Exception {
        String known = catalog("main", "images").checkout().revision();
        CountDownLatch asked = new CountDownLatch(2);
        CountDownLatch ended = new CountDownLatch(1);
        HttpServer host = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        host.createContext("/", exchange -> {
            asked.countDown();
            if (asked.getCount() == 0) {
                await(ended);
            }
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        host.start();
        try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
            GitCatalog catalog = new GitCatalog(
                    GitSettings.of("main").withPath("images"),
                    "http://localhost:" + host.getAddress().getPort() + "/images.git",
                    root.resolve("work"));
            catalog.checkout();
            Future<Checkout> fetch = others.submit(catalog::refresh);
            asked.await();

            Future<Checkout> read = others.submit(catalog::checkout);
            try {
                assertThat(read.get(10, TimeUnit.SECONDS).revision()).isEqualTo(known);
                assertThat(fetch).isNotDone();
            } finally {
                ended.countDown();
            }
        } finally {
            host.stop(0);
        }
    }

    private static void await(CountDownLatch ended) {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private GitCatalog catalog(String branch, String path) {
        return new GitCatalog(GitSettings.of(branch).withPath(path), remote.toString(), root.resolve("work"));
    }

    private String commit(String file, String text) throws IOException, GitAPIException {
        Files.writeString(remote.resolve(file), text);
        git.add().addFilepattern(".").call();
        return git.commit()
                .setMessage("a change")
                .setAuthor("Somebody", "somebody@example.org")
                .setCommitter("Somebody", "somebody@example.org")
                .setSign(false)
                .call()
                .name();
    }
}
