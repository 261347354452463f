package dev.imprimatur.renderer.catalog;

import dev.imprimatur.places.Place;
import dev.imprimatur.planner.catalog.CatalogException;
import dev.imprimatur.planner.catalog.Problem;
import dev.imprimatur.planner.revision.Revision;
import dev.imprimatur.renderer.RendererConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** The catalogue as it is now: a folder, or a branch of a Git repository that is looked at from time to time. */
@ApplicationScoped
public class CatalogSource {
    private static final Logger LOG = Logger.getLogger(CatalogSource.class);

    private final RendererConfig config;
    private final Optional<GitCatalog> git;
    private final ScheduledExecutorService poll = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("catalog-poll").daemon().factory());

    @Inject
    CatalogSource(RendererConfig config) {
        this.config = config;
        this.git = config.catalogGit().url().map(url -> new GitCatalog(config.catalogGit(), url, workFolder(config)));
    }

    void start(@Observes StartupEvent event) {
        git.ifPresent(catalog -> poll.scheduleWithFixedDelay(
                this::look, 0, config.catalogGit().poll().toMillis(), TimeUnit.MILLISECONDS));
    }

    void stop(@Observes ShutdownEvent event) {
        poll.shutdownNow();
    }

    /**
     * The catalogue's newest known state.
     *
     * @throws CatalogUnavailableException if there is none to be had
     * @throws CatalogException if there is a file or folder in it that cannot be read
     */
    public Checkout checkout() {
        return git.map(GitCatalog::checkout).orElseGet(this::folder);
    }

    /**
     * Looks whether there is a newer state.
     *
     * @throws CatalogUnavailableException if that cannot be found out; the state that was known stays in use
     */
    public Checkout refresh() {
        return git.map(GitCatalog::refresh).orElseGet(this::folder);
    }

    /** What a plan needs to have the catalogue: its repository, if it is in one that was never fetched. */
    public List<Place> places() {
        return git.filter(catalog -> !catalog.isThere()).<Place>map(GitCatalog::place).stream()
                .toList();
    }

    private Checkout folder() {
        Path folder = config.catalog();
        try {
            return new Checkout(
                    folder, Files.isDirectory(folder) ? Revision.of(folder).text() : "none", () -> {});
        } catch (UncheckedIOException e) {
            throw new CatalogException(List.of(new Problem(folder.toString(), 0, e.getMessage())));
        }
    }

    private void look() {
        try {
            refresh().close();
        } catch (RuntimeException e) {
            LOG.warn(e.getMessage());
        }
    }

    private static Path workFolder(RendererConfig config) {
        try {
            return config.catalogGit().folder().isPresent()
                    ? Files.createDirectories(config.catalogGit().folder().get())
                    : Files.createTempDirectory("imprimatur-catalog");
        } catch (IOException e) {
            throw new UncheckedIOException("no folder for the catalogue (imprimatur.renderer.catalog-git.folder)", e);
        }
    }
}
