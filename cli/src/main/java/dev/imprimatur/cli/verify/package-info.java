/** Verification of an image from the registry alone, with nothing but public keys. */
package dev.imprimatur.cli.verify;
