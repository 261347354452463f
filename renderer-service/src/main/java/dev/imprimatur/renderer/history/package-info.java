/** How long images and rebuilds took, and what that says of those to come. */
package dev.imprimatur.renderer.history;
