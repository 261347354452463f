/** Incoming events: each is handled once, in one transaction with what it causes. */
package dev.imprimatur.messaging.inbox;
