package dev.imprimatur.console.feed;

import com.rometools.rome.feed.synd.SyndContentImpl;
import com.rometools.rome.feed.synd.SyndEntry;
import com.rometools.rome.feed.synd.SyndEntryImpl;
import com.rometools.rome.feed.synd.SyndFeed;
import com.rometools.rome.feed.synd.SyndFeedImpl;
import com.rometools.rome.feed.synd.SyndLinkImpl;
import com.rometools.rome.io.FeedException;
import com.rometools.rome.io.SyndFeedOutput;
import dev.imprimatur.messaging.event.PublishedTag;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;

/** Writes publications as an Atom feed. */
final class AtomFeed {
    private AtomFeed() {}

    /**
     * The feed's XML.
     *
     * @param address where the feed lies, its id
     * @param name what it tells of
     * @param publications the newest first
     */
    static String text(URI address, String name, List<Publication> publications) {
        SyndFeed feed = new SyndFeedImpl();
        feed.setFeedType("atom_1.0");
        feed.setUri(address.toString());
        feed.setTitle(name);
        feed.setAuthor("Imprimatur");
        SyndLinkImpl self = new SyndLinkImpl();
        self.setRel("self");
        self.setHref(address.toString());
        feed.setLinks(List.of(self));
        feed.setPublishedDate(Date.from(publications.stream()
                .map(publication -> publication.event().occurredAt())
                .findFirst()
                .orElse(Instant.EPOCH)));
        feed.setEntries(publications.stream().map(AtomFeed::entry).toList());
        try {
            return new SyndFeedOutput().outputString(feed);
        } catch (FeedException e) {
            throw new IllegalStateException("the feed of " + name + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static SyndEntry entry(Publication publication) {
        SyndEntry entry = new SyndEntryImpl();
        entry.setUri("urn:imprimatur:event:" + publication.event().eventId());
        entry.setTitle(
                publication.tags().stream().map(tag -> tag.reference().tag()).collect(Collectors.joining(", ")));
        entry.setUpdatedDate(Date.from(publication.event().occurredAt()));
        SyndContentImpl content = new SyndContentImpl();
        content.setType("text");
        content.setValue(content(publication));
        entry.setContents(List.of(content));
        return entry;
    }

    private static String content(Publication publication) {
        return "%s is %s (%s)\n%s"
                .formatted(
                        publication.event().candidate().image(),
                        publication.event().digest(),
                        publication.event().reason(),
                        publication.tags().stream().map(AtomFeed::line).collect(Collectors.joining("\n")));
    }

    private static String line(PublishedTag tag) {
        return tag.reference() + (tag.previous() == null ? ", new" : ", was " + tag.previous());
    }
}
