/** Rebuilds: requested, followed image by image, and closed. */
package dev.imprimatur.renderer.rebuild;
