/** Answers over HTTP that are read in time, to their last byte. */
package dev.imprimatur.oci.http;
