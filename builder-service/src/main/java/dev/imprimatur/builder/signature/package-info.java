/** The builders' own signature: how builds ended. */
package dev.imprimatur.builder.signature;
