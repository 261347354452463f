package dev.imprimatur.feeds;

import dev.imprimatur.planner.catalog.CatalogLinks;
import dev.imprimatur.planner.feed.FeedException;
import dev.imprimatur.planner.feed.FeedSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** Fetches what a feed answers now, wherever it is. */
final class Fetch {
    private final HttpPages http;
    private final NpmView npm;
    private final int largest;

    Fetch(FeedSettings settings, HttpPages http) {
        this.http = http;
        this.npm = new NpmView(settings);
        this.largest = settings.largest();
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
            case FeedSource.CatalogFile file -> List.of(text(catalog, catalog.resolve(file.path()), largest));
        };
    }

    private static String text(Path catalog, Path file, int largest) {
        if (CatalogLinks.leadOut(catalog, file)) {
            throw new FeedException("the file is a link that leads out of the catalogue");
        }
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            if (found.isOther()) {
                throw new FeedException("the file is a pipe or a device");
            }
            if (found.size() > largest) {
                throw new FeedException("the file has more than " + largest + " bytes");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new FeedException("the file cannot be read: " + e);
        }
    }
}
