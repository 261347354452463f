package dev.imprimatur.console.page.start;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.console.page.frame.Times;
import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a rebuild would do.
 *
 * @param revision of the catalogue
 * @param notices what the catalogue's owner should know
 * @param seconds how long it takes, going by earlier rebuilds; null if there were none
 * @param images what is built, bases first
 * @param tags what becomes of each tag, what would be refused first
 * @param refused why it would be refused, or null
 */
public record Preview(
        String revision, List<String> notices, Long seconds, List<Image> images, List<Tag> tags, String refused) {
    private static final int MOST = 200;
    private static final int LONGEST = 12_000;

    /**
     * An image that is built.
     *
     * @param image which
     * @param why why
     * @param tags how many tags it gets
     */
    public record Image(String image, String why, int tags) {
        static Image of(JsonNode entry) {
            return new Image(
                    entry.path("image").asText(),
                    entry.path("why")
                            .valueStream()
                            .map(reason -> reason.path("kind").asText()
                                    + (reason.hasNonNull("detail")
                                            ? ": " + reason.path("detail").asText()
                                            : ""))
                            .collect(Collectors.joining("; ")),
                    entry.path("tags").size());
        }
    }

    /**
     * What becomes of a tag.
     *
     * @param tag which
     * @param kind in one word
     * @param from the image that it names, or null
     * @param to the image that it is to name, or null
     * @param needs what has to be allowed, or null
     */
    public record Tag(String tag, String kind, String from, String to, String needs) {
        static Tag of(JsonNode entry) {
            return new Tag(
                    entry.path("tag").asText(),
                    entry.path("kind").asText(),
                    entry.path("from").asText(null),
                    entry.path("to").asText(null),
                    entry.path("needs").asText(null));
        }
    }

    /**
     * Something that has to be allowed.
     *
     * @param name as the request says it
     * @param consequence what it does, to how many tags
     */
    public record Permission(String name, String consequence) {}

    static Preview of(JsonNode plan) {
        return new Preview(
                plan.path("revision").asText(),
                plan.path("notices").valueStream().map(JsonNode::asText).toList(),
                plan.hasNonNull("estimatedSeconds")
                        ? plan.path("estimatedSeconds").asLong()
                        : null,
                plan.path("images").valueStream().map(Image::of).toList(),
                plan.path("tags")
                        .valueStream()
                        .map(Tag::of)
                        .sorted(Comparator.comparing(tag -> tag.needs() == null))
                        .toList(),
                plan.path("refused").asText(null));
    }

    /** What it is made of, in 64 digits: where it differs, something else would be done. */
    public String fingerprint() {
        String text = revision + "\n" + names() + "\n"
                + tags.stream()
                        .map(tag -> tag.tag() + " " + tag.kind() + " " + tag.to())
                        .sorted()
                        .collect(Collectors.joining("\n"));
        return Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex();
    }

    /** The images, where they fit into a form; else empty. */
    public String seen() {
        String names = names();
        return names.length() > LONGEST ? "" : names;
    }

    private String names() {
        return images.stream().map(Image::image).sorted().collect(Collectors.joining(","));
    }

    /** The images that are shown. */
    public List<Image> firstImages() {
        return images.stream().limit(MOST).toList();
    }

    /** How many are not. */
    public int moreImages() {
        return Math.max(0, images.size() - MOST);
    }

    /** The tags that are shown: those that do not stay where they are. */
    public List<Tag> firstTags() {
        return changed().stream().limit(MOST).toList();
    }

    /** How many of those are not. */
    public int moreTags() {
        return Math.max(0, changed().size() - MOST);
    }

    private List<Tag> changed() {
        return tags.stream().filter(tag -> !tag.kind().equals("unchanged")).toList();
    }

    /** The sum, in a sentence. */
    public String sum() {
        if (images.isEmpty()) {
            return "Nothing would be rebuilt.";
        }
        String time = seconds == null
                ? "no earlier rebuild says how long it takes"
                : "about " + Times.words(Duration.ofSeconds(seconds));
        return Words.capitalised(Words.count(images.size(), "image")) + ", " + time + "; " + tagsInWords() + ".";
    }

    private String tagsInWords() {
        var counts = tags.stream().collect(Collectors.groupingBy(Tag::kind, LinkedHashMap::new, Collectors.counting()));
        return counts.isEmpty()
                ? "no tag changes"
                : "tags: "
                        + counts.entrySet().stream()
                                .map(kind -> kind.getValue() + " " + kind.getKey())
                                .collect(Collectors.joining(", "));
    }

    /** What the button does. */
    public String verb() {
        return "Rebuild " + Words.count(images.size(), "image");
    }

    /** What has to be allowed, with its consequences; none where nothing would be refused. */
    public List<Permission> permissions() {
        return refused == null
                ? List.of()
                : tags.stream()
                        .filter(tag -> tag.needs() != null)
                        .collect(Collectors.groupingBy(Tag::needs, TreeMap::new, Collectors.counting()))
                        .entrySet()
                        .stream()
                        .map(need -> new Permission(need.getKey(), consequence(need.getKey(), need.getValue())))
                        .toList();
    }

    private static String consequence(String need, long number) {
        String tags = Words.count(number, "tag");
        return switch (need) {
            case "backward" ->
                tags + (number == 1 ? " goes" : " go") + " to a lower version: who pulls gets older software";
            case "takeover" -> tags + (number == 1 ? " goes" : " go") + " to an image of another family or variant";
            case "vanish" ->
                tags + (number == 1 ? " belongs" : " belong")
                        + " to no image of the catalogue any more, and never changes again";
            default -> tags + (number == 1 ? " needs " : " need ") + need;
        };
    }
}
