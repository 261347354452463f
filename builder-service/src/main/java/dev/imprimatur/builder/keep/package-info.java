/** What builds keep on their engine for those who come next, and how it goes again: an engine must not fill. */
package dev.imprimatur.builder.keep;
