/** One time for all processes of an installation, whatever the clocks of their machines say. */
package dev.imprimatur.messaging.time;
