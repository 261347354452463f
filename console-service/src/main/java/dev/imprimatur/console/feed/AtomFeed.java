package dev.imprimatur.console.feed;

import com.rometools.rome.feed.synd.SyndContentImpl;
import com.rometools.rome.feed.synd.SyndEntry;
import com.rometools.rome.feed.synd.SyndEntryImpl;
import com.rometools.rome.feed.synd.SyndFeed;
import com.rometools.rome.feed.synd.SyndFeedImpl;
import com.rometools.rome.feed.synd.SyndLinkImpl;
import com.rometools.rome.io.FeedException;
import com.rometools.rome.io.SyndFeedOutput;
import dev.imprimatur.events.ImageChange;
import dev.imprimatur.events.PackageChange;
import dev.imprimatur.events.PublishedTag;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdom2.Verifier;

/** Writes publications as an Atom feed. */
final class AtomFeed {
    /** What stands for a character that cannot be shown. */
    private static final int REPLACEMENT = '\uFFFD';

    private AtomFeed() {}

    /**
     * The feed's XML.
     *
     * @param address where the feed lies, its id
     * @param name what it lists
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
        feed.setEntries(publications.stream()
                .map(publication -> entry(address, publication))
                .toList());
        try {
            return new SyndFeedOutput().outputString(feed);
        } catch (FeedException e) {
            throw new IllegalStateException("the feed of " + name + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static SyndEntry entry(URI address, Publication publication) {
        SyndEntry entry = new SyndEntryImpl();
        entry.setUri(xml("urn:imprimatur:event:" + publication.event().eventId()));
        entry.setTitle(xml(
                publication.tags().stream().map(tag -> tag.reference().tag()).collect(Collectors.joining(", "))));
        entry.setAuthor("Imprimatur");
        entry.setLink(
                address.resolve("/images/" + publication.event().candidate().image())
                        .toString());
        entry.setUpdatedDate(Date.from(publication.event().occurredAt()));
        SyndContentImpl content = new SyndContentImpl();
        content.setType("text");
        content.setValue(xml(content(publication)));
        entry.setContents(List.of(content));
        return entry;
    }

    /** XML has no place for some characters that a text of an event may hold. */
    private static String xml(String text) {
        return text.codePoints()
                .map(character -> Verifier.isXMLCharacter(character) ? character : REPLACEMENT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String content(Publication publication) {
        return "%s is %s (%s)\n%s%s"
                .formatted(
                        publication.event().candidate().image(),
                        publication.event().digest(),
                        publication.event().reason(),
                        publication.tags().stream().map(AtomFeed::line).collect(Collectors.joining("\n")),
                        publication.event().change() == null
                                ? ""
                                : changes(publication.event().change()));
    }

    private static String changes(ImageChange change) {
        Stream<String> reasons = change.reasons().stream()
                .map(cause -> cause.kind() + (cause.detail() == null ? "" : ": " + cause.detail()));
        Stream<String> packages = Stream.ofNullable(change.packages())
                .flatMap(List::stream)
                .map(each -> each.name() + " " + each.change() + " " + versions(each));
        Stream<String> more = Stream.ofNullable(change.morePackages()).map(count -> count + " more packages");
        return Stream.of(reasons, packages, more)
                .flatMap(lines -> lines)
                .map("\n"::concat)
                .collect(Collectors.joining());
    }

    private static String versions(PackageChange change) {
        return Stream.of(change.from(), change.to())
                .filter(versions -> !versions.isEmpty())
                .map(versions -> String.join(", ", versions))
                .collect(Collectors.joining(" to "));
    }

    private static String line(PublishedTag tag) {
        return tag.reference() + (tag.previous() == null ? ", new" : ", was " + tag.previous());
    }
}
