/** What an event is believed for: the tester's signature over a verdict, the publisher's over a publication's end. */
package dev.imprimatur.messaging.proof;
