/** What services say to each other, and how nothing of it gets lost: events, inbox, outbox and the work queue. */
package dev.imprimatur.messaging;
