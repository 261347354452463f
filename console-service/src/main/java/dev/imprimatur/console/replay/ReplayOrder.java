package dev.imprimatur.console.replay;

/**
 * That the read model is to be made again.
 *
 * @param reason why, for people
 * @param requestedBy who asks
 */
public record ReplayOrder(String reason, String requestedBy) {}
