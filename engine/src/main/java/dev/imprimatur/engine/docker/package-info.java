/** The engine behind Docker's API, spoken with docker-java and the classic builder. */
package dev.imprimatur.engine.docker;
