/** Kafka's users, their logins, and who may read and write which topic: once, for compose and the local stack. */
package dev.imprimatur.kafkaaccess;
