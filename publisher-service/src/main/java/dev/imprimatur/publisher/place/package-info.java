/** The highest place that this publisher knows: the renderer asks for it before it gives the first one. */
package dev.imprimatur.publisher.place;
