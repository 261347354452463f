/** The pages of what went wrong beside rebuilds: dead letters, tags moved outside, mirrors that lack something. */
package dev.imprimatur.console.page.trouble;
