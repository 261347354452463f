/**
 * Containers for tests, also for those of other modules: what a test needs beside the local stack, in versions and
 * kinds.
 */
package dev.imprimatur.messaging.container;
