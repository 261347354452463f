/**
 * Signed statements about images. {@code statement} says something (in-toto), {@code envelope} carries it signed
 * (DSSE), {@code key} signs and verifies.
 */
package dev.imprimatur.attestation;
