/** Rendering an image of a rebuild once its bases are known by digest. */
package dev.imprimatur.renderer.render;
