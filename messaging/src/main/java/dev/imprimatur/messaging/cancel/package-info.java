/** Cancelled rebuilds: which there are, and a call for whoever works on one right now. */
package dev.imprimatur.messaging.cancel;
