/** Images as they were last published. */
package dev.imprimatur.console.image;
