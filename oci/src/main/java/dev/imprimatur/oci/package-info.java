/**
 * Identities of the OCI image and distribution specifications as values that cannot hold nonsense: strings become these
 * at the edge (HTTP, Kafka, YAML) and become strings again only there.
 */
package dev.imprimatur.oci;
