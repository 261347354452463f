/** Outgoing events: written in the transaction that they report, relayed to Kafka afterwards, in order. */
package dev.imprimatur.messaging.outbox;
