/**
 * The page of an image: whether it is safe to pull, why it is as it is, and what it was before; and the ways that lead
 * there.
 */
package dev.imprimatur.console.page.image;
