/** Where the catalogue comes from: a folder, or a branch of a Git repository. */
package dev.imprimatur.renderer.catalog;
