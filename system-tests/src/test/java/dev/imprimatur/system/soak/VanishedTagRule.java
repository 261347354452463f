package dev.imprimatur.system.soak;

import dev.imprimatur.system.soak.Entry.Observed;
import dev.imprimatur.system.soak.Entry.TagDeleted;
import java.util.List;
import java.util.stream.Stream;

/** No image's tag is removed, and no manifest that a tag is. */
final class VanishedTagRule implements Rule {
    @Override
    public List<Violation> see(Entry entry, Knowledge before) {
        return switch (entry) {
            case TagDeleted deleted ->
                named(deleted.reference(), before)
                        .map(tag -> Violation.of(Invariant.NO_TAG_VANISHES, tag + " was removed", deleted))
                        .toList();
            case Observed observed
            when observed.digest() == null ->
                before.registry(observed.tag()).stream()
                        .map(held -> Violation.of(
                                Invariant.NO_TAG_VANISHES,
                                observed.tag() + " is not in the registry",
                                held.shown(),
                                observed))
                        .toList();
            default -> List.of();
        };
    }

    private static Stream<String> named(String reference, Knowledge before) {
        int digest = reference.indexOf('@');
        String repository = digest < 0 ? "" : reference.substring(0, digest) + ":";
        return before.tags().stream()
                .filter(Tags::isImage)
                .filter(tag -> tag.equals(reference)
                        || digest >= 0
                                && tag.startsWith(repository)
                                && before.registry(tag).orElseThrow().digest().equals(reference.substring(digest + 1)));
    }
}
