/** Answers over HTTP: they are read in time, to their last byte, and say when to ask again. */
package dev.imprimatur.oci.http;
