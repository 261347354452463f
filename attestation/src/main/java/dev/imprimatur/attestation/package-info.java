/**
 * Signed statements about images. {@code statement} says something (in-toto), {@code envelope} carries it signed
 * (DSSE), {@code bundle} is the form in which it lies beside an image (Sigstore), {@code key} signs and verifies.
 */
package dev.imprimatur.attestation;
