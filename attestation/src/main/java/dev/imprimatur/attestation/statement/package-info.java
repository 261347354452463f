/** Statements: what is said of which digest, after the in-toto Attestation Framework 1. */
package dev.imprimatur.attestation.statement;
