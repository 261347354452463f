/** Envelopes: a payload with the signature that covers it and its type, after DSSE 1.0. */
package dev.imprimatur.attestation.envelope;
