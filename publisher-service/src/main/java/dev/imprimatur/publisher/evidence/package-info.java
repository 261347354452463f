/** What proves that an image may be trusted, put beside it in the registry: signed statements, as OCI referrers. */
package dev.imprimatur.publisher.evidence;
