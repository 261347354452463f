/** Keys: ECDSA on P-256 with SHA-256, in PEM files. */
package dev.imprimatur.attestation.key;
