/** What a rebuild would do, shown before it is asked for. */
package dev.imprimatur.renderer.preview;
