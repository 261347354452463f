package dev.imprimatur.feeds;

import dev.imprimatur.planner.catalog.CatalogLinks;
import dev.imprimatur.planner.feed.FeedException;
import dev.imprimatur.planner.feed.FeedSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Fetches what a feed answers now, wherever it is. */
final class Fetch {
    private final HttpPages http;
    private final NpmView npm;

    Fetch(FeedSettings settings, HttpPages http) {
        this.http = http;
        this.npm = new NpmView(settings);
    }

    /**
     * The pages of the answer.
     *
     * @throws FeedException if there is no answer; says why
     */
    Iterable<String> pages(Path catalog, FeedSource source) {
        return switch (source) {
            case FeedSource.Url url -> http.get(url.url());
            case FeedSource.Off off -> throw new FeedException("it is switched off here, and not asked");
            case FeedSource.NpmPackage npmPackage -> List.of(npm.versions(npmPackage.name()));
            case FeedSource.CatalogFile file -> List.of(text(catalog, catalog.resolve(file.path())));
        };
    }

    private static String text(Path catalog, Path file) {
        if (CatalogLinks.leadOut(catalog, file)) {
            throw new FeedException("the file is a link that leads out of the catalogue");
        }
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new FeedException("the file cannot be read: " + e);
        }
    }
}
