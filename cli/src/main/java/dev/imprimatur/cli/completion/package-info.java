/** What shells need to complete command lines. */
package dev.imprimatur.cli.completion;
