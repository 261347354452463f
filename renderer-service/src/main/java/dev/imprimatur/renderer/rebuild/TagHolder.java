package dev.imprimatur.renderer.rebuild;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.messaging.column.ImageKeyColumn;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.diff.CurrentTag;
import dev.imprimatur.planner.plan.PlannedImage;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
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

    @Convert(converter = ImageKeyColumn.class)
    ImageKey image;

    boolean moving;

    @Column(name = "let_go")
    boolean letGo;

    /** The place of the rebuild that was allowed to let it go; null if none was, or an earlier release noted it. */
    @Column(name = "let_go_place")
    Long letGoPlace;

    Instant since;

    /** The place of the rebuild or rollback that set it; null if it had none, or an earlier release noted it. */
    Long place;

    /**
     * Notes that the image got the tag; what is older than what is known changes nothing. Places decide: a publication
     * is announced once mirrors have had their turn, and a later one may be by then.
     *
     * @param place the place of the rebuild or rollback that set it; null if that is not known
     */
    static void note(Tag tag, PublishCompleted event, boolean moving, Long place) {
        TagHolder holder = findById(tag.toString());
        if (holder == null) {
            holder = new TagHolder();
            holder.tag = tag.toString();
        } else if (holder.isLaterThan(place, event.occurredAt())) {
            return;
        }
        holder.image = event.candidate().image();
        holder.moving = moving;
        holder.since = event.occurredAt();
        holder.place = place;
        if (event.rollback() == null && !holder.wasLetGoAfter(place)) {
            holder.letGo = false;
            holder.letGoPlace = null;
        }
        holder.persist();
    }

    private boolean isLaterThan(Long other, Instant when) {
        boolean decided = place != null && other != null && !place.equals(other);
        return decided ? place > other : since.isAfter(when);
    }

    /**
     * What was on its way when a later rebuild let the tag go says nothing of the plans since; nor does a rollback,
     * which has none.
     */
    private boolean wasLetGoAfter(Long place) {
        return letGo && letGoPlace != null && place != null && place <= letGoPlace;
    }

    /**
     * It was allowed that these tags belong to no plan any more: they stay, and are not asked about again before a
     * later rebuild sets them.
     *
     * @param tags those that were asked about
     * @param vanished all that no image is to have; those of them that were let go before are let go once more
     * @param place the place of the rebuild that was allowed it
     */
    public static void letGo(List<Tag> tags, List<Tag> vanished, long place) {
        update(
                "letGo = true, letGoPlace = ?1 where tag in ?2 or letGo and tag in ?3",
                place,
                texts(tags),
                texts(vanished));
    }

    private static List<String> texts(List<Tag> tags) {
        return tags.stream().map(Tag::toString).toList();
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
        return TagHolder.<TagHolder>stream("image = ?1 and moving and not letGo order by tag", planned.image())
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
        return new CurrentTag(Tag.parse(tag), image, moving, letGo);
    }
}
