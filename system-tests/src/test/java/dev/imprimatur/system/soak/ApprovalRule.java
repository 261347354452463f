package dev.imprimatur.system.soak;

import dev.imprimatur.system.soak.Entry.Observed;
import dev.imprimatur.system.soak.Entry.TagPut;
import java.util.List;

/** A digest is approved, by a verdict that a tester's key signed, before a tag becomes it. */
final class ApprovalRule implements Rule {
    @Override
    public List<Violation> see(Entry entry, Knowledge before) {
        return switch (entry) {
            case TagPut put -> see(put.tag(), put.digest(), put, before);
            case Observed observed
            when observed.digest() != null -> see(observed.tag(), observed.digest(), observed, before);
            default -> List.of();
        };
    }

    private static List<Violation> see(String tag, String digest, Entry entry, Knowledge before) {
        if (!Tags.isImage(tag) || before.approval(digest).isPresent()) {
            return List.of();
        }
        return List.of(Violation.of(Invariant.APPROVED, tag + " is " + digest + ", which no verdict approves", entry));
    }
}
