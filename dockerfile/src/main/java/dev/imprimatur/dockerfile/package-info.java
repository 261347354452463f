/** A Dockerfile's text as instructions, read as Docker's own parser reads it. */
package dev.imprimatur.dockerfile;
