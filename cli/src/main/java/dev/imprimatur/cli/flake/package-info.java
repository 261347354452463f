/** What failed and then passed without a change. */
package dev.imprimatur.cli.flake;
