/**
 * A client of registries that speak the OCI distribution specification 1.1 (and Docker's registry API 2, which it grew
 * from): manifests as raw bytes, blobs as streams, failures sorted by whether another attempt can succeed.
 */
package dev.imprimatur.oci.registry;
