/** The staging registry: where a built image is sent, once, and how it is told that it arrived. */
package dev.imprimatur.builder.stage;
