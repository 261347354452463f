/** What a publication changes: why the image is another one, and which packages differ. */
package dev.imprimatur.publisher.change;
