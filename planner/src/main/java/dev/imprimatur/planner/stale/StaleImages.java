package dev.imprimatur.planner.stale;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.plan.Base;
import dev.imprimatur.planner.plan.Plan;
import dev.imprimatur.planner.plan.PlannedImage;
import dev.imprimatur.planner.stale.StaleReason.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Compares a plan with what is published. */
public final class StaleImages {
    private final PublishedState published;
    private final Function<String, Optional<Digest>> upstream;
    private final SequencedMap<ImageKey, List<StaleReason>> stale = new LinkedHashMap<>();

    private StaleImages(PublishedState published, Function<String, Optional<Digest>> upstream) {
        this.published = published;
        this.upstream = upstream;
    }

    /**
     * The plan's stale images with the reasons, bases first.
     *
     * @param among the images to look at
     * @param upstream the digest that an image from outside has now, if it is there
     */
    public static SequencedMap<ImageKey, List<StaleReason>> of(
            Plan plan,
            Predicate<ImageKey> among,
            PublishedState published,
            Function<String, Optional<Digest>> upstream) {
        StaleImages stale = new StaleImages(published, upstream);
        plan.images().stream().filter(image -> among.test(image.image())).forEach(stale::look);
        return stale.stale;
    }

    private void look(PlannedImage image) {
        List<StaleReason> reasons = reasons(image);
        if (!reasons.isEmpty()) {
            stale.put(image.image(), reasons);
        }
    }

    private List<StaleReason> reasons(PlannedImage image) {
        PublishedState.Image now = published.images().get(image.image());
        if (now == null) {
            return List.of(new StaleReason(Kind.NEVER_BUILT, null));
        }
        if (now.fingerprint() == null) {
            return List.of(new StaleReason(Kind.INPUTS_UNKNOWN, null));
        }
        List<StaleReason> reasons =
                new ArrayList<>(Fingerprint.of(image, Map.of()).changesSince(now.fingerprint()));
        Map<String, Digest> earlier = new TreeMap<>(now.fingerprint().bases());
        image.bases().forEach((name, base) -> base(base, earlier.remove(name)).ifPresent(reasons::add));
        earlier.keySet()
                .forEach(gone -> reasons.add(new StaleReason(Kind.BASE_CHANGED, "it stood on '" + gone + "' as well")));
        String missing = image.tags().stream()
                .filter(tag -> !now.tags().contains(tag))
                .map(Tag::toString)
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            reasons.add(new StaleReason(Kind.TAGS_CHANGED, "it does not have " + missing + " yet"));
        }
        return List.copyOf(reasons);
    }

    private Optional<StaleReason> base(Base base, Digest earlier) {
        if (base.image() != null && stale.containsKey(base.image())) {
            return Optional.of(new StaleReason(Kind.BASE_REBUILT, base.toString()));
        }
        Digest now = base.image() == null
                ? upstream.apply(base.upstream()).orElse(null)
                : Optional.ofNullable(published.images().get(base.image()))
                        .map(PublishedState.Image::digest)
                        .orElse(null);
        if (now != null && now.equals(earlier)) {
            return Optional.empty();
        }
        return Optional.of(StaleReason.ofBase(base.toString(), now, earlier));
    }
}
