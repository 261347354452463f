/**
 * What a service finds out at its start if its database is older than what Kafka holds: it was restored, or emptied.
 */
package dev.imprimatur.messaging.restore;
