/** The way in: each event updates the read model and joins the timeline, in one transaction. */
package dev.imprimatur.console.intake;
