/** Notifies open pages that what they show has changed. */
package dev.imprimatur.console.page.live;
