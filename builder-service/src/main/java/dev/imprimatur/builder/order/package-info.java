/** Whether the renderer asked for a build: its signature over the candidate and its place. */
package dev.imprimatur.builder.order;
