/**
 * A Kafka broker and a PostgreSQL server for one machine, started by one command. Both are the real ones: what the
 * services meet here is what they meet in production.
 */
package dev.imprimatur.localstack;
