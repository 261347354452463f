/** The pages of rebuilds: all of them, and each with what became of its images. */
package dev.imprimatur.console.page.rebuild;
