package dev.imprimatur.publisher.rollback;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.publisher.revision.Revision;

/**
 * Where a rollback goes.
 *
 * @param image the image
 * @param leaves the digest that its tags have now
 * @param revision the one that they are to have
 */
record RollbackTarget(ImageKey image, Digest leaves, Revision revision) {}
