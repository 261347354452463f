/** Sigstore bundles: the form of signed statements that verifiers outside of Imprimatur read. */
package dev.imprimatur.attestation.bundle;
