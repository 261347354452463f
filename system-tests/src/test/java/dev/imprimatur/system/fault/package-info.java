/** Faults on the way between the services and what they depend on: a proxy that injects them by chance, and counts them. */
package dev.imprimatur.system.fault;
