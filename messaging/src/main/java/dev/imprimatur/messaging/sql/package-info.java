/** Statements on the service's own database, without the loops over rows that JDBC asks for. */
package dev.imprimatur.messaging.sql;
