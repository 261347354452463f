/** What is published, whether the registry agrees, and why an image is what it is. */
package dev.imprimatur.cli.image;
