/**
 * What is kept for a time and then removed: each kind of it is an {@link dev.imprimatur.messaging.retention.Expiring}.
 */
package dev.imprimatur.messaging.retention;
