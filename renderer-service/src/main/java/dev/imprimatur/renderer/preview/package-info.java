/** What a rebuild would do, told before anybody asks for it. */
package dev.imprimatur.renderer.preview;
