package dev.imprimatur.planner.feed;

import java.net.URI;

/** Where a feed is. Its text names it in messages, and its answers in what is remembered. */
public sealed interface FeedSource {
    /**
     * An address.
     *
     * @param url with {@code http} or {@code https}, without a login
     */
    record Url(URI url) implements FeedSource {
        @Override
        public String toString() {
            return url.toString();
        }
    }

    /**
     * An address that is never asked here.
     *
     * @param url the address
     */
    record Off(URI url) implements FeedSource {
        @Override
        public String toString() {
            return url.toString();
        }
    }

    /**
     * A file of the catalogue.
     *
     * @param path relative to the catalogue's folder
     */
    record CatalogFile(String path) implements FeedSource {
        @Override
        public String toString() {
            return path;
        }
    }

    /**
     * A package in the registry that the npm client is configured for.
     *
     * @param name its name
     */
    record NpmPackage(String name) implements FeedSource {
        @Override
        public String toString() {
            return "npm package " + name;
        }
    }
}
