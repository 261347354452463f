package dev.imprimatur.renderer.rebuild;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.diff.CurrentTag;
import dev.imprimatur.planner.plan.PlannedImage;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which image has a tag now. */
@Entity
@Table(name = "published_tag")
public class PublishedTag extends PanacheEntityBase {
    @Id
    String tag;

    String image;

    boolean moving;

    @Column(name = "let_go")
    boolean letGo;

    Instant since;

    /** Notes that the image got the tag; what is older than what is known changes nothing. */
    static void note(Tag tag, ImageKey image, boolean moving, Instant when) {
        PublishedTag published = findById(tag.toString());
        if (published == null) {
            published = new PublishedTag();
            published.tag = tag.toString();
        } else if (published.since.isAfter(when)) {
            return;
        }
        published.image = image.toString();
        published.moving = moving;
        published.letGo = false;
        published.since = when;
        published.persist();
    }

    /** It was allowed that these tags belong to no plan any more: they stay, and are not asked about again. */
    public static void letGo(List<Tag> tags) {
        update("letGo = true where tag in ?1", tags.stream().map(Tag::toString).toList());
    }

    /** Every tag. */
    public static List<CurrentTag> current() {
        return PublishedTag.<PublishedTag>streamAll().map(PublishedTag::value).toList();
    }

    /**
     * The moving tags that the image has and the plan gives to another one, which has not been published yet. What belongs to
     * no plan any more is none of them.
     */
    public static List<Tag> heldBesides(PlannedImage planned) {
        return PublishedTag.<PublishedTag>stream(
                        "image = ?1 and moving and not letGo order by tag",
                        planned.image().toString())
                .map(held -> Tag.parse(held.tag))
                .filter(tag -> !planned.tags().contains(tag))
                .toList();
    }

    /** Every image's tags. */
    static Map<ImageKey, Set<Tag>> byImage() {
        return current().stream()
                .collect(Collectors.groupingBy(
                        CurrentTag::image, Collectors.mapping(CurrentTag::tag, Collectors.toSet())));
    }

    private CurrentTag value() {
        return new CurrentTag(Tag.parse(tag), ImageKey.parse(image), moving, letGo);
    }
}
