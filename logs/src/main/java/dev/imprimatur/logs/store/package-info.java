/** Logs in the service's own schema, as chains of records. */
package dev.imprimatur.logs.store;
