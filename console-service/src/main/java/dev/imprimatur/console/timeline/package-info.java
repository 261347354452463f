/** Every event in the order in which it was seen, for those who follow along. */
package dev.imprimatur.console.timeline;
