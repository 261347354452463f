package dev.imprimatur.planner.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Tag;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/**
 * An image whose line has ended: its tags stay with it, and it is not built any more.
 *
 * @param image which
 * @param since the day on which its line ended
 * @param pinned the tags that name its full version
 * @param aliases the moving tags that stay with it
 */
public record FrozenImage(ImageKey image, LocalDate since, List<Tag> pinned, List<Tag> aliases) {

    /** Every tag, pinned ones first. */
    @JsonIgnore
    public List<Tag> tags() {
        return Stream.concat(pinned.stream(), aliases.stream()).toList();
    }
}
