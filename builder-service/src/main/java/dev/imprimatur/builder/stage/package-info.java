/** The staging registry: where a built image is sent, once, and how its arrival is announced. */
package dev.imprimatur.builder.stage;
