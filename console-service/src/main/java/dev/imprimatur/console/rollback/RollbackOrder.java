package dev.imprimatur.console.rollback;

/**
 * Which rollback somebody asks for.
 *
 * @param reference which image: a tag with or without its registry, a digest, or family/version/variant
 * @param to the revision to go back to: its tag, its number or its digest; without, the approved one before the current
 * @param reason why, for people
 * @param requestedBy who asks
 */
public record RollbackOrder(String reference, String to, String reason, String requestedBy) {}
