/** The container engine that builds. */
package dev.imprimatur.builder.engine;
