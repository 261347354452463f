/** Planning a rebuild from the catalogue. */
package dev.imprimatur.renderer.plan;
