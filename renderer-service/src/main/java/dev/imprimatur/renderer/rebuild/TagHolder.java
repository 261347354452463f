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
public class TagHolder extends PanacheEntityBase {
    @Id
    String tag;

    String image;

    boolean moving;

    @Column(name = "let_go")
    boolean letGo;

    Instant since;

    /** Notes that the image got the tag; what is older than what is known changes nothing. */
    static void note(Tag tag, ImageKey image, boolean moving, Instant when) {
        TagHolder holder = findById(tag.toString());
        if (holder == null) {
            holder = new TagHolder();
            holder.tag = tag.toString();
        } else if (holder.since.isAfter(when)) {
            return;
        }
        holder.image = image.toString();
        holder.moving = moving;
        holder.letGo = false;
        holder.since = when;
        holder.persist();
    }

    /** It was allowed that these tags belong to no plan any more: they stay, and are not asked about again. */
    public static void letGo(List<Tag> tags) {
        update("letGo = true where tag in ?1", tags.stream().map(Tag::toString).toList());
    }

    /** Every tag. */
    public static List<CurrentTag> current() {
        return TagHolder.<TagHolder>streamAll().map(TagHolder::value).toList();
    }

    /**
     * The moving tags that the image has and the plan gives to another one, which has not been published yet. What
     * belongs to no plan any more is none of them.
     */
    public static List<Tag> heldBesides(PlannedImage planned) {
        return TagHolder.<TagHolder>stream(
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
