/**
 * What happened in a long run under faults, as it is seen from outside, and what must not have happened. The checker
 * knows nothing of the services: it reads Kafka, the registry, and each write that the registry took.
 */
package dev.imprimatur.system.soak;
