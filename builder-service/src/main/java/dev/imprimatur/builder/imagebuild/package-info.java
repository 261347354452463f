/** The building of an image in a rebuild, from the event that asks for it to the event that says where it lies. */
package dev.imprimatur.builder.imagebuild;
