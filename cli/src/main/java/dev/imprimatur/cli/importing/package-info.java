/** Catalogues made from the projects of other tools. */
package dev.imprimatur.cli.importing;
