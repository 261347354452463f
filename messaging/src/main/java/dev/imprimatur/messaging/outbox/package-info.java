/** Outgoing events: written in the transaction that they tell of, relayed to Kafka afterwards, in order. */
package dev.imprimatur.messaging.outbox;
