package dev.imprimatur.publisher.publication;

import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.Cause;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.publisher.tag.TagChange;
import dev.imprimatur.publisher.tag.TagRole;
import java.util.List;

/** What asks for a publication, as its row keeps it: the tester's verdict, or a request to roll back. */
sealed interface Request {

    /** The verdict on what is to be published, as it was kept; it is verified before it is used. */
    TestCompleted tested();

    /** Whose identity it bears, for the log: a rebuild or a rollback. */
    String word();

    /** Why tags are moved, for people. */
    String reason();

    /** Why the image is another one than before. */
    List<Cause> causes();

    /** The candidate as it is announced, with these tags set. */
    Candidate announced(List<TagChange> changes);

    /** The rollback that it is announced to be, or null. */
    PublishCompleted.Rollback rollback();

    /**
     * The tester's verdict.
     *
     * @param tested the verdict
     */
    record ByVerdict(TestCompleted tested) implements Request {
        @Override
        public String word() {
            return "rebuild";
        }

        @Override
        public String reason() {
            return tested.candidate().reason();
        }

        @Override
        public List<Cause> causes() {
            return tested.candidate().causes();
        }

        @Override
        public Candidate announced(List<TagChange> changes) {
            return tested.candidate();
        }

        @Override
        public PublishCompleted.Rollback rollback() {
            return null;
        }
    }

    /**
     * A request to go back to an earlier revision.
     *
     * @param tested the verdict that let that revision pass
     * @param asked the request
     * @param leaves the digest that the tags leave, or null
     * @param place the rollback's place in the one sequence of rebuilds and rollbacks, or null
     */
    record ByRollback(TestCompleted tested, RollbackRequested asked, Digest leaves, Long place) implements Request {
        @Override
        public String word() {
            return "rollback";
        }

        @Override
        public String reason() {
            String why = asked.reason();
            return why == null || why.isBlank() ? "rollback" : "rollback: " + why;
        }

        @Override
        public List<Cause> causes() {
            return List.of(new Cause("rolled-back", null));
        }

        @Override
        public Candidate announced(List<TagChange> changes) {
            return tested.candidate().tagged(tags(changes, TagRole.PINNED), tags(changes, TagRole.ALIAS));
        }

        @Override
        public PublishCompleted.Rollback rollback() {
            return new PublishCompleted.Rollback(asked.rebuildId(), leaves, asked.reason(), asked.requestedBy(), place);
        }

        private static List<Tag> tags(List<TagChange> changes, TagRole role) {
            return changes.stream()
                    .filter(change -> change.role() == role)
                    .map(TagChange::reference)
                    .map(reference -> reference.repository().tag(reference.tag()))
                    .toList();
        }
    }
}
