/**
 * Import of a project of dante, a tool of 2015 to 2016 that builds and tests the images of an {@code inventory.yml}.
 */
package dev.imprimatur.dante;
