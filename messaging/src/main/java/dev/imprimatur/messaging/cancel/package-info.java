/** Cancelled rebuilds: which there are, and a call for those who work on one right now. */
package dev.imprimatur.messaging.cancel;
